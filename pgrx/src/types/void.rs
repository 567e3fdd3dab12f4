// SPDX-License-Identifier: PostgreSQL
//! void, which is only ever returned.

use crate::abi::Return;
use crate::entry::IntoReturn;

impl IntoReturn for () {
    #[inline(always)]
    fn into_return(self) -> Return {
        Return::bits(0)
    }
}
