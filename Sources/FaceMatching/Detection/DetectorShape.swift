/// The fixed sizes of the face detector.
enum DetectorShape {
    /// Linear filters, one for each pose: frontal, left, right, and frontal turned by 27 degrees either way.
    static let filters = 5
    /// Feature planes of one cell.
    static let planes = 31
    /// Rows and columns of pixels in one cell.
    static let cell = 8
    /// Rows and columns of cells in one filter, and of the object found.
    static let window = 10
    /// Rows and columns of pixels in one filter.
    static let windowPixels = 80
    /// No level of the pyramid has fewer rows or columns than this, except the first.
    static let smallestLevel = 64
    /// The most levels a pyramid has.
    static let maximumLevels = 1000
}
