/// Which of 18 directions a gradient has: a table over every possible step in x and y.
struct OrientationTable: Sendable {
    /// Entries for one step in x; the y step follows, so that an index is a shift and a sum.
    static let stride = 512
    /// What is added to a step to make it positive.
    static let bias = 255
    /// One byte, 0 to 17, for the steps x and y at `(x + 255) * 512 + y + 255`.
    let entries: [UInt8]

    /// The one table.
    static let shared = OrientationTable()

    private init() {
        let directions: [(x: Float, y: Float)] = [
            (1, 0), (0.9397, 0.3420), (0.7660, 0.6428), (0.5, 0.8660), (0.1736, 0.9848), (-0.1736, 0.9848),
            (-0.5, 0.8660), (-0.7660, 0.6428), (-0.9397, 0.3420),
        ]
        var entries = [UInt8](repeating: 0, count: (2 * Self.bias + 1) * Self.stride)
        for x in -Self.bias...Self.bias {
            for y in -Self.bias...Self.bias {
                var best: Float = 0
                var choice = 0
                for (index, direction) in directions.enumerated() {
                    let product = Float(x) * direction.x + Float(y) * direction.y
                    if product > best {
                        best = product
                        choice = index
                    } else if -product > best {
                        best = -product
                        choice = index + directions.count
                    }
                }
                entries[(x + Self.bias) * Self.stride + y + Self.bias] = UInt8(choice)
            }
        }
        self.entries = entries
    }
}
