/// The steps of the network between its convolutions.
enum Pooling {
    /// Sets what is negative to zero.
    static func clampToPositive(_ values: UnsafeMutablePointer<Float>, count: Int) {
        for at in 0..<count {
            let value = unsafe values[at]
            unsafe values[at] = value > 0 ? value : 0
        }
    }

    /// Adds one run of numbers to another and sets what is then negative to zero.
    static func addToPositive(
        _ source: UnsafePointer<Float>,
        to values: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        for at in 0..<count {
            let value = unsafe values[at] + source[at]
            unsafe values[at] = value > 0 ? value : 0
        }
    }

    /// Copies square planes into the upper left of larger square planes and fills the rest with zeros.
    static func embed(
        _ source: UnsafePointer<Float>,
        planes: Int,
        side: Int,
        into target: UnsafeMutablePointer<Float>,
        outer: Int
    ) {
        unsafe target.update(repeating: 0, count: planes * outer * outer)
        for plane in 0..<planes {
            for y in 0..<side {
                let from = unsafe source + (plane * side + y) * side
                unsafe (target + (plane * outer + y) * outer).update(from: from, count: side)
            }
        }
    }

    /// The largest of each 3 x 3 square with step 2, or zero where all are negative.
    static func positiveMaximum(
        _ source: UnsafePointer<Float>,
        planes: Int,
        side: Int,
        into target: UnsafeMutablePointer<Float>
    ) {
        let half = (side - 3) / 2 + 1
        for plane in 0..<planes {
            for y in 0..<half {
                let row0 = unsafe source + plane * side * side + 2 * y * side
                let row1 = unsafe row0 + side
                let row2 = unsafe row1 + side
                let line = unsafe target + (plane * half + y) * half
                for x in 0..<half {
                    var largest: Float = 0
                    for column in 2 &* x...2 &* x &+ 2 {
                        unsafe largest = max(largest, row0[column], max(row1[column], row2[column]))
                    }
                    unsafe line[x] = largest
                }
            }
        }
    }
}
