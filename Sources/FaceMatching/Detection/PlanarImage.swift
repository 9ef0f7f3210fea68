/// An image as three planes, red, green and blue, each row by row: the form in which the detector reads pixels.
package struct PlanarImage: Sendable {
    /// Columns.
    package let width: Int
    /// Rows.
    package let height: Int
    /// The three planes, one after the other.
    package var planes: [UInt8]

    /// Planes of zeros.
    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
        planes = [UInt8](repeating: 0, count: 3 * width * height)
    }

    /// The planes of an interleaved image.
    package init(_ image: RGBImage) {
        self.init(width: image.width, height: image.height)
        let area = width * height
        unsafe image.pixels.withUnsafeBufferPointer { source in
            unsafe planes.withUnsafeMutableBufferPointer { target in
                for at in 0..<area {
                    unsafe target[at] = source[3 &* at]
                    unsafe target[area &+ at] = source[3 &* at &+ 1]
                    unsafe target[2 &* area &+ at] = source[3 &* at &+ 2]
                }
            }
        }
    }
}
