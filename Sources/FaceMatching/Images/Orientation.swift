/// How stored rows and columns relate to the upright picture: Exif's eight values.
///
/// Source: Exif 2.3 section 4.6.4, tag 0x0112.
package enum Orientation: Int, Hashable, Sendable, CaseIterable {
    case upright = 1
    case mirrored = 2
    case upsideDown = 3
    case mirroredUpsideDown = 4
    case transposed = 5
    case quarterTurnClockwise = 6
    case transversed = 7
    case quarterTurnCounterclockwise = 8

    /// Whether columns become rows.
    package var swapsSides: Bool { rawValue >= 5 }
}

extension RGBImage {
    /// The picture as it should be seen when it was stored with `orientation`.
    package func turned(from orientation: Orientation) -> RGBImage {
        guard orientation != .upright else { return self }
        let turnedWidth = orientation.swapsSides ? height : width
        let turnedHeight = orientation.swapsSides ? width : height
        let source = pixels
        let (columns, rows) = (width, height)
        // The stored index of the upright pixel (x, y) is start + x * stepX + y * stepY.
        let (start, stepX, stepY): (Int, Int, Int) =
            switch orientation {
            case .upright: (0, 1, columns)
            case .mirrored: (columns - 1, -1, columns)
            case .upsideDown: (rows * columns - 1, -1, -columns)
            case .mirroredUpsideDown: ((rows - 1) * columns, 1, -columns)
            case .transposed: (0, columns, 1)
            case .quarterTurnClockwise: ((rows - 1) * columns, -columns, 1)
            case .transversed: (rows * columns - 1, -columns, -1)
            case .quarterTurnCounterclockwise: (columns - 1, columns, -1)
            }
        var target = [UInt8](repeating: 0, count: source.count)
        var at = 0
        for y in 0..<turnedHeight {
            var from = start + y * stepY
            for _ in 0..<turnedWidth {
                target[at] = source[3 * from]
                target[at + 1] = source[3 * from + 1]
                target[at + 2] = source[3 * from + 2]
                at += 3
                from += stepX
            }
        }
        return RGBImage(width: turnedWidth, height: turnedHeight, pixels: target)
    }

    /// The picture at half its size: each pixel the rounded mean of four; an odd last row or column is dropped.
    package func halved() -> RGBImage {
        let (columns, rows) = (width / 2, height / 2)
        let source = pixels
        let stride = 3 * width
        var target = [UInt8](repeating: 0, count: 3 * columns * rows)
        var at = 0
        for y in 0..<rows {
            var from = 2 * y * stride
            for _ in 0..<columns {
                for channel in 0..<3 {
                    let above = Int(source[from + channel]) + Int(source[from + channel + 3])
                    let below =
                        Int(source[from + channel + stride]) + Int(source[from + channel + stride + 3])
                    target[at + channel] = UInt8((above + below + 2) >> 2)
                }
                at += 3
                from += 6
            }
        }
        return RGBImage(width: columns, height: rows, pixels: target)
    }
}
