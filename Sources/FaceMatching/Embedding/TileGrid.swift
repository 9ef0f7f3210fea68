/// How square images are cut into tiles for `MinimalConvolution`: each tile gives 2 x 2 results from 4 x 4 inputs.
struct TileGrid {
    /// Tiles along one side of an image.
    let across: Int
    /// Tiles of all images: the columns of the matrix products.
    let tiles: Int

    private let side: Int
    private let images: Int
    /// Floats of half a padded row: its even columns, then as many odd ones.
    private let half: Int

    /// Vectors reach at most so many floats beyond what is meant.
    private static let slack = 8

    /// The tiles of so many square images.
    init(side: Int, images: Int) {
        self.side = side
        self.images = images
        across = (side + 1) / 2
        tiles = images * across * across
        half = across + 1 + Self.slack
    }

    /// Floats of one of 16 blocks.
    func blockCount(channels: Int) -> Int { channels * tiles + Self.slack }

    /// Floats of one padded image, which is also enough for two lines of results.
    var planeCount: Int { (2 * across + 2) * 2 * half + 4 * Self.slack }

    /// Transforms every tile of every channel into 16 blocks of channels x tiles.
    func take(
        _ input: UnsafePointer<Float>,
        channels: Int,
        plane: UnsafeMutablePointer<Float>,
        into parts: UnsafeMutablePointer<Float>
    ) {
        unsafe plane.update(repeating: 0, count: planeCount)
        let block = blockCount(channels: channels)
        for index in 0..<channels * images {
            unsafe pad(input + index * side * side, into: plane)
            for row in 0..<across {
                let target = unsafe parts + (index * across + row) * across
                let lines = unsafe plane + 2 * row * 2 * half
                var tile = 0
                while tile < across {
                    unsafe transform(lines + tile, into: target + tile, block: block)
                    tile += 4
                }
            }
        }
    }

    /// Copies an image into the middle of a padded one, with even and odd columns apart.
    ///
    /// Columns are counted from the border: the image's column 0 is column 1, the first of the odd ones.
    private func pad(_ image: UnsafePointer<Float>, into plane: UnsafeMutablePointer<Float>) {
        for y in 0..<side {
            let even = unsafe plane + (y + 1) * 2 * half
            let odd = unsafe even + half
            let line = unsafe image + y * side
            for x in 0..<side / 2 {
                unsafe odd[x] = line[2 &* x]
                unsafe even[x &+ 1] = line[2 &* x &+ 1]
            }
            if side & 1 == 1 { unsafe odd[side / 2] = line[side - 1] }
        }
    }

    /// Transforms four neighbouring tiles.
    @inline(__always)
    private func transform(
        _ lines: UnsafePointer<Float>,
        into target: UnsafeMutablePointer<Float>,
        block: Int
    ) {
        // For each of the tile's four columns, its four rows combined.
        let first = unsafe column(lines)
        let second = unsafe column(lines + half)
        let third = unsafe column(lines + 1)
        let fourth = unsafe column(lines + half + 1)
        unsafe store(
            first.0 - third.0,
            second.0 + third.0,
            third.0 - second.0,
            second.0 - fourth.0,
            target,
            block
        )
        let next = unsafe target + 4 * block
        unsafe store(
            first.1 - third.1,
            second.1 + third.1,
            third.1 - second.1,
            second.1 - fourth.1,
            next,
            block
        )
        let after = unsafe next + 4 * block
        unsafe store(
            first.2 - third.2,
            second.2 + third.2,
            third.2 - second.2,
            second.2 - fourth.2,
            after,
            block
        )
        let last = unsafe after + 4 * block
        unsafe store(
            first.3 - third.3,
            second.3 + third.3,
            third.3 - second.3,
            second.3 - fourth.3,
            last,
            block
        )
    }

    private typealias Four = SIMD4<Float>

    @inline(__always)
    private func column(_ lines: UnsafePointer<Float>) -> (Four, Four, Four, Four) {
        let a = unsafe Vectors.load(lines)
        let b = unsafe Vectors.load(lines + 2 * half)
        let c = unsafe Vectors.load(lines + 4 * half)
        let d = unsafe Vectors.load(lines + 6 * half)
        return (a - c, b + c, c - b, b - d)
    }

    @inline(__always)
    private func store(
        _ a: Four,
        _ b: Four,
        _ c: Four,
        _ d: Four,
        _ target: UnsafeMutablePointer<Float>,
        _ block: Int
    ) {
        unsafe Vectors.store(a, target)
        unsafe Vectors.store(b, target + block)
        unsafe Vectors.store(c, target + 2 * block)
        unsafe Vectors.store(d, target + 3 * block)
    }

    /// Transforms 16 blocks of products back into images; see `MinimalConvolution.apply`.
    func give(
        _ products: UnsafePointer<Float>,
        biases: [Float],
        adding added: UnsafePointer<Float>?,
        line: UnsafeMutablePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        let block = blockCount(channels: biases.count)
        let lower = unsafe line + 2 * across + Self.slack
        for index in 0..<biases.count * images {
            let bias = biases[index / images]
            for row in 0..<across {
                let source = unsafe products + (index * across + row) * across
                var tile = 0
                while tile < across {
                    unsafe restore(
                        source + tile,
                        block: block,
                        upper: line + 2 * tile,
                        lower: lower + 2 * tile
                    )
                    tile += 4
                }
                let at = (index * side + 2 * row) * side
                unsafe finish(line, bias, added.map { unsafe $0 + at }, output + at)
                if 2 * row + 1 < side {
                    unsafe finish(lower, bias, added.map { unsafe $0 + at + side }, output + at + side)
                }
            }
        }
    }

    /// Restores two lines of four neighbouring tiles.
    @inline(__always)
    private func restore(
        _ source: UnsafePointer<Float>,
        block: Int,
        upper: UnsafeMutablePointer<Float>,
        lower: UnsafeMutablePointer<Float>
    ) {
        let first = unsafe rows(source, block)
        let second = unsafe rows(source + block, block)
        let third = unsafe rows(source + 2 * block, block)
        let fourth = unsafe rows(source + 3 * block, block)
        unsafe Vectors.storeAlternating(
            first.0 + second.0 + third.0,
            second.0 - third.0 - fourth.0,
            upper
        )
        unsafe Vectors.storeAlternating(
            first.1 + second.1 + third.1,
            second.1 - third.1 - fourth.1,
            lower
        )
    }

    /// The two rows that one column of a tile's 4 x 4 products gives.
    @inline(__always)
    private func rows(_ source: UnsafePointer<Float>, _ block: Int) -> (Four, Four) {
        let a = unsafe Vectors.load(source)
        let b = unsafe Vectors.load(source + 4 * block)
        let c = unsafe Vectors.load(source + 8 * block)
        let d = unsafe Vectors.load(source + 12 * block)
        return (a + b + c, b - c - d)
    }

    /// Adds bias and `added` to one line and writes what is positive.
    @inline(__always)
    private func finish(
        _ line: UnsafePointer<Float>,
        _ bias: Float,
        _ added: UnsafePointer<Float>?,
        _ target: UnsafeMutablePointer<Float>
    ) {
        if let added = unsafe added {
            for x in 0..<side {
                let value = unsafe line[x] + bias + added[x]
                unsafe target[x] = value > 0 ? value : 0
            }
        } else {
            for x in 0..<side {
                let value = unsafe line[x] + bias
                unsafe target[x] = value > 0 ? value : 0
            }
        }
    }
}
