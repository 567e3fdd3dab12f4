// SPDX-License-Identifier: PostgreSQL
//! inet and cidr.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use super::invalid_text::InvalidText;
use super::wire_form::{wire_type, WireForm};
use crate::wire::{Malformed, Reader, Writer};

/// An `inet` or `cidr`: an address, and how many of its bits name the network.
///
/// Its order is PostgreSQL's: the network's bits first, then their number, then the whole address.
///
/// ```
/// # use pgrx::prelude::*;
/// let host: Inet = "192.168.1.5/24".parse().unwrap();
/// assert_eq!(host.prefix(), 24);
/// assert_eq!(host.network().to_string(), "192.168.1.0/24");
/// assert!(host.network().contains(&"192.168.1.77".parse().unwrap()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Inet {
    address: IpAddr,
    prefix: u8,
}

fn width(address: &IpAddr) -> u8 {
    if address.is_ipv4() {
        32
    } else {
        128
    }
}

/// The address as a number whose highest bit is the address's first, for both families.
fn bits(address: &IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()) << 96,
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// The first `prefix` bits.
fn mask(prefix: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0)
}

impl Inet {
    /// An address with its network's prefix, if the address has that many bits.
    pub fn new(address: IpAddr, prefix: u8) -> Option<Inet> {
        (prefix <= width(&address)).then_some(Inet { address, prefix })
    }

    /// The address.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// How many bits name the network.
    pub fn prefix(&self) -> u8 {
        self.prefix
    }

    /// Whether the prefix is the whole address.
    pub fn is_host(&self) -> bool {
        self.prefix == width(&self.address)
    }

    /// The network, which is also a `cidr`: the bits behind the prefix are 0.
    pub fn network(&self) -> Inet {
        self.with_bits(bits(&self.address) & mask(self.prefix))
    }

    /// The last address of the network.
    pub fn broadcast(&self) -> Inet {
        self.with_bits(bits(&self.address) | !mask(self.prefix))
    }

    fn with_bits(&self, bits: u128) -> Inet {
        let address = match self.address {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from_bits((bits >> 96) as u32)),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from_bits(bits)),
        };
        Inet { address, prefix: self.prefix }
    }

    /// Whether `other` is in this network, or is this network (`>>=` in SQL).
    pub fn contains(&self, other: &Inet) -> bool {
        self.address.is_ipv4() == other.address.is_ipv4()
            && self.prefix <= other.prefix
            && (bits(&self.address) ^ bits(&other.address)) & mask(self.prefix) == 0
    }
}

impl From<IpAddr> for Inet {
    fn from(address: IpAddr) -> Inet {
        Inet { address, prefix: width(&address) }
    }
}

impl Ord for Inet {
    fn cmp(&self, other: &Inet) -> std::cmp::Ordering {
        let common = mask(self.prefix.min(other.prefix));
        let family = |inet: &Inet| inet.address.is_ipv6();
        family(self)
            .cmp(&family(other))
            .then_with(|| (bits(&self.address) & common).cmp(&(bits(&other.address) & common)))
            .then_with(|| self.prefix.cmp(&other.prefix))
            .then_with(|| bits(&self.address).cmp(&bits(&other.address)))
    }
}

impl PartialOrd for Inet {
    fn partial_cmp(&self, other: &Inet) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Inet {
    /// As inet is shown: the prefix unless it is the whole address. `{:#}` always shows it, as cidr is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_host() && !f.alternate() {
            return write!(f, "{}", self.address);
        }
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl FromStr for Inet {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Inet, InvalidText> {
        let (address, prefix) =
            text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let parsed = address.parse::<IpAddr>().ok().and_then(|address| match prefix {
            None => Some(Inet::from(address)),
            // No sign and no blanks, which u8's own parser would take or leave.
            Some(prefix) if prefix.bytes().all(|byte| byte.is_ascii_digit()) => {
                Inet::new(address, prefix.parse().ok()?)
            }
            Some(_) => None,
        });
        parsed.ok_or_else(|| InvalidText::new("inet", text))
    }
}

/// PostgreSQL's own numbers of the address families.
const FAMILY_V4: u8 = 2;
const FAMILY_V6: u8 = 3;

impl WireForm for Inet {
    fn write(&self, writer: &mut Writer) {
        const IS_CIDR: u8 = 0; // what the value becomes is known from its type
        let header = |writer: &mut Writer, family, length| {
            writer.u8(family).u8(self.prefix).u8(IS_CIDR).u8(length);
        };
        match self.address {
            IpAddr::V4(v4) => {
                header(writer, FAMILY_V4, 4);
                writer.bytes(&v4.octets());
            }
            IpAddr::V6(v6) => {
                header(writer, FAMILY_V6, 16);
                writer.bytes(&v6.octets());
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Inet, Malformed> {
        let [family, prefix, _is_cidr, length] = reader.array()?;
        let address = match (family, length) {
            (FAMILY_V4, 4) => IpAddr::from(reader.array::<4>()?),
            (FAMILY_V6, 16) => IpAddr::from(reader.array::<16>()?),
            _ => return Err(Malformed),
        };
        Inet::new(address, prefix).ok_or(Malformed)
    }
}

wire_type!(Inet, INETOID or CIDROID);

#[cfg(test)]
mod tests {
    use super::super::wire_form::{read_all, write_all};
    use super::*;

    fn inet(text: &str) -> Inet {
        text.parse().expect("the test's own address")
    }

    #[test]
    fn addresses_are_shown_as_inet_and_as_cidr() {
        assert_eq!(inet("10.1.2.3/32").to_string(), "10.1.2.3");
        assert_eq!(format!("{:#}", inet("10.1.2.3")), "10.1.2.3/32");
        assert_eq!(inet("2001:DB8::1/64").to_string(), "2001:db8::1/64");
        assert_eq!(inet("::ffff:1.2.3.4").to_string(), "::ffff:1.2.3.4");
        for text in ["", "10.1.2", "1.2.3.4/33", "::/129", "1.2.3.4/", "1.2.3.4/+8", "1.2.3.4/8/8", "1.2.3.256"] {
            assert!(text.parse::<Inet>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn networks() {
        assert_eq!(inet("10.77.2.3/9").network(), inet("10.0.0.0/9"));
        assert_eq!(inet("10.77.2.3/24").broadcast(), inet("10.77.2.255/24"));
        assert_eq!(inet("10.77.2.3/0").network(), inet("0.0.0.0/0"));
        assert_eq!(inet("2001:db8::1/32").broadcast().to_string(), "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff/32");
        assert!(inet("0.0.0.0/0").contains(&inet("255.255.255.255")));
        assert!(!inet("0.0.0.0/0").contains(&inet("::1")));
        assert!(!inet("10.0.0.1").contains(&inet("10.0.0.0/8")));
    }

    #[test]
    fn the_order_is_that_of_postgresql() {
        let sorted =
            ["10.0.0.0/8", "10.0.0.0/16", "10.0.0.1/16", "10.0.0.0/32", "10.1.0.0/16", "::/0", "::1"].map(inet);
        assert!(sorted.is_sorted(), "{sorted:?}");
    }

    #[test]
    fn the_form_is_that_of_inet_send() {
        assert_eq!(write_all(&inet("10.1.2.3/24")), [2, 24, 0, 4, 10, 1, 2, 3]);
        for text in ["0.0.0.0/0", "1.2.3.4", "::1", "ffff::/16"] {
            assert_eq!(read_all(&write_all(&inet(text))), Ok(inet(text)));
        }
        for bytes in [
            &[2, 33, 0, 4, 1, 2, 3, 4][..],
            &[1, 8, 0, 4, 1, 2, 3, 4],
            &[2, 8, 0, 4, 1, 2, 3],
            &[3, 8, 0, 4, 1, 2, 3, 4],
        ] {
            assert!(read_all::<Inet>(bytes).is_err(), "{bytes:?}");
        }
    }
}
