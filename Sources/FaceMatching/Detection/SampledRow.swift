/// One row of an image as a pyramid step reads it: for each new column, the pixel left of it and the one right.
struct SampledRow {
    /// Which row has been read, or -1.
    private(set) var row = -1
    private var left: [Float]
    private var right: [Float]

    /// Room for so many columns.
    init(width: Int) {
        left = [Float](repeating: 0, count: width)
        right = left
    }

    /// Reads a row, unless it is the one already read.
    mutating func read(
        _ row: Int,
        of source: UnsafePointer<UInt8>,
        stride: Int,
        lefts: [Int32],
        rights: [Int32]
    ) {
        guard row != self.row else { return }
        self.row = row
        let line = unsafe source + row * stride
        for x in left.indices {
            unsafe left[x] = Float(line[Int(lefts[x])])
            unsafe right[x] = Float(line[Int(rights[x])])
        }
    }

    /// Lends the pixels on the left and on the right; they must not outlive the call.
    func withPointers(_ body: (UnsafePointer<Float>, UnsafePointer<Float>) -> Void) {
        unsafe left.withUnsafeBufferPointer { left in
            unsafe right.withUnsafeBufferPointer { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return }
                unsafe body(left, right)
            }
        }
    }
}
