// SPDX-License-Identifier: PostgreSQL
//! point, lseg, box, line, circle, path and polygon.

use std::fmt;

use super::wire_form::{wire_type, WireForm};
use crate::wire::{Malformed, Reader, Writer};

/// A `point`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// A `box`, by two opposite corners; the server puts them into order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct BOX {
    pub high: Point,
    pub low: Point,
}

/// An `lseg`: a line between two points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct LSeg {
    pub p: [Point; 2],
}

/// A `line` without ends: `a`x + `b`y + `c` = 0, where `a` and `b` are not both 0.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Line {
    pub a: f64,
    pub b: f64,
    pub c: f64,
}

/// A `circle`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct Circle {
    pub center: Point,
    pub radius: f64,
}

/// A `path`, open or closed, of at least one point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    /// Whether the last point is connected with the first.
    pub closed: bool,
    /// The corners.
    pub points: Vec<Point>,
}

/// A `polygon` of at least one point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polygon {
    /// The corners.
    pub points: Vec<Point>,
}

impl Point {
    /// The point at `x` and `y`.
    pub const fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    /// The distance between two points (`<->` in SQL).
    pub fn distance(&self, other: &Point) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

impl From<(f64, f64)> for Point {
    fn from((x, y): (f64, f64)) -> Point {
        Point { x, y }
    }
}

impl From<Vec<Point>> for Polygon {
    fn from(points: Vec<Point>) -> Polygon {
        Polygon { points }
    }
}

impl WireForm for Point {
    fn write(&self, writer: &mut Writer) {
        writer.f64(self.x).f64(self.y);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Point, Malformed> {
        Ok(Point { x: reader.f64()?, y: reader.f64()? })
    }
}

impl WireForm for BOX {
    fn write(&self, writer: &mut Writer) {
        self.high.write(writer);
        self.low.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<BOX, Malformed> {
        Ok(BOX { high: Point::read(reader)?, low: Point::read(reader)? })
    }
}

impl WireForm for LSeg {
    fn write(&self, writer: &mut Writer) {
        self.p.iter().for_each(|point| point.write(writer));
    }

    fn read(reader: &mut Reader<'_>) -> Result<LSeg, Malformed> {
        Ok(LSeg { p: [Point::read(reader)?, Point::read(reader)?] })
    }
}

impl WireForm for Line {
    fn write(&self, writer: &mut Writer) {
        writer.f64(self.a).f64(self.b).f64(self.c);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Line, Malformed> {
        Ok(Line { a: reader.f64()?, b: reader.f64()?, c: reader.f64()? })
    }
}

impl WireForm for Circle {
    fn write(&self, writer: &mut Writer) {
        self.center.write(writer);
        writer.f64(self.radius);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Circle, Malformed> {
        Ok(Circle { center: Point::read(reader)?, radius: reader.f64()? })
    }
}

fn write_points(points: &[Point], writer: &mut Writer) {
    writer.i32(points.len() as i32); // the receiver refuses a number that was cut
    points.iter().for_each(|point| point.write(writer));
}

fn read_points(reader: &mut Reader<'_>) -> Result<Vec<Point>, Malformed> {
    let count = usize::try_from(reader.i32()?).map_err(|_| Malformed)?;
    let mut points = Reader::new(reader.bytes(count.checked_mul(size_of::<Point>()).ok_or(Malformed)?)?);
    (0..count).map(|_| Point::read(&mut points)).collect()
}

impl WireForm for Path {
    fn write(&self, writer: &mut Writer) {
        writer.u8(self.closed.into());
        write_points(&self.points, writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Path, Malformed> {
        Ok(Path { closed: reader.u8()? != 0, points: read_points(reader)? })
    }
}

impl WireForm for Polygon {
    fn write(&self, writer: &mut Writer) {
        write_points(&self.points, writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Polygon, Malformed> {
        Ok(Polygon { points: read_points(reader)? })
    }
}

wire_type!(Point, POINTOID);
wire_type!(BOX, BOXOID);
wire_type!(LSeg, LSEGOID);
wire_type!(Line, LINEOID);
wire_type!(Circle, CIRCLEOID);
wire_type!(Path, PATHOID);
wire_type!(Polygon, POLYGONOID);

/// A coordinate in the words of PostgreSQL.
struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            f64::INFINITY => f.write_str("Infinity"),
            f64::NEG_INFINITY => f.write_str("-Infinity"),
            value => write!(f, "{value}"),
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({},{})", Number(self.x), Number(self.y))
    }
}

impl fmt::Display for BOX {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.high, self.low)
    }
}

impl fmt::Display for LSeg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{},{}]", self.p[0], self.p[1])
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{},{},{}}}", Number(self.a), Number(self.b), Number(self.c))
    }
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{},{}>", self.center, Number(self.radius))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (open, close) = if self.closed { ('(', ')') } else { ('[', ']') };
        show_points(&self.points, open, close, f)
    }
}

impl fmt::Display for Polygon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_points(&self.points, '(', ')', f)
    }
}

fn show_points(points: &[Point], open: char, close: char, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{open}")?;
    for (index, point) in points.iter().enumerate() {
        write!(f, "{}{point}", if index == 0 { "" } else { "," })?;
    }
    write!(f, "{close}")
}

#[cfg(test)]
mod tests {
    use super::super::wire_form::{read_all, write_all};
    use super::*;

    const CORNERS: [Point; 3] =
        [Point::new(0.0, 0.5), Point::new(-1.25, f64::INFINITY), Point::new(f64::MAX, 1e-300)];

    fn comes_back<T: WireForm + PartialEq + fmt::Debug>(value: T) {
        assert_eq!(read_all::<T>(&write_all(&value)).as_ref(), Ok(&value));
    }

    #[test]
    fn every_shape_comes_back() {
        let [a, b, c] = CORNERS;
        comes_back(a);
        comes_back(BOX { high: b, low: c });
        comes_back(LSeg { p: [b, a] });
        comes_back(Line { a: 1.0, b: -0.5, c: 0.0 });
        comes_back(Circle { center: c, radius: 2.0 });
        comes_back(Path { closed: true, points: CORNERS.to_vec() });
        comes_back(Path { closed: false, points: vec![a] });
        comes_back(Polygon::from(CORNERS.to_vec()));
    }

    #[test]
    fn shapes_are_shown_as_in_sql() {
        let [a, b, _] = CORNERS;
        assert_eq!(a.to_string(), "(0,0.5)");
        assert_eq!(BOX { high: b, low: a }.to_string(), "(-1.25,Infinity),(0,0.5)");
        assert_eq!(Path { closed: false, points: vec![a, b] }.to_string(), "[(0,0.5),(-1.25,Infinity)]");
        assert_eq!(Circle { center: a, radius: 3.0 }.to_string(), "<(0,0.5),3>");
        assert_eq!(Line { a: 1.0, b: -1.0, c: 0.0 }.to_string(), "{1,-1,0}");
    }

    #[test]
    fn a_false_number_of_points_is_refused() {
        let mut bytes = write_all(&Polygon::from(CORNERS.to_vec()));
        bytes[3] = 4;
        assert!(read_all::<Polygon>(&bytes).is_err());
        bytes[..4].copy_from_slice(&i32::MAX.to_be_bytes());
        assert!(read_all::<Polygon>(&bytes).is_err());
        bytes[..4].copy_from_slice(&(-1i32).to_be_bytes());
        assert!(read_all::<Polygon>(&bytes).is_err());
    }

    #[test]
    fn distances() {
        assert_eq!(Point::new(3.0, 0.0).distance(&Point::new(0.0, 4.0)), 5.0);
    }
}
