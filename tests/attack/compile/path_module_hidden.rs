// attack: the attribute hides in another one
#[cfg_attr(all(), path = "@SECRET@")]
mod stolen;
