// attack: an inline module moves the directory in which the inner one is looked for
#[path = "/"]
mod root {
    #[path = "@SECRET@"]
    mod stolen;
}
