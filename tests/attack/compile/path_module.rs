// attack: a module whose file is somebody else's
#[path = "@SECRET@"]
mod stolen;
