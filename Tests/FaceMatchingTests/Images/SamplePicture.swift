import CTurboJPEG
import CZlib
import FaceMatching

/// Pictures that the tests make for themselves, and files made of them.
enum SamplePicture {
    /// A smooth picture whose every pixel tells where it is.
    static func gradient(width: Int, height: Int) -> RGBImage {
        var image = RGBImage(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                image[x, y] = (UInt8(x * 255 / width), UInt8(y * 255 / height), UInt8((x + y) % 256))
            }
        }
        return image
    }

    /// The picture as a JPEG file.
    static func jpeg(
        _ image: RGBImage,
        quality: Int32 = 95,
        grey: Bool = false,
        progressive: Bool = false
    ) -> [UInt8] {
        guard let handle = unsafe tjInitCompress() else { return [] }
        defer { unsafe _ = tjDestroy(handle) }
        var buffer: UnsafeMutablePointer<UInt8>?
        var size: UInt = 0
        let status = unsafe image.pixels.withUnsafeBufferPointer { pixels in
            unsafe tjCompress2(
                handle,
                pixels.baseAddress,
                Int32(image.width),
                0,
                Int32(image.height),
                Int32(TJPF_RGB.rawValue),
                &buffer,
                &size,
                Int32(grey ? TJSAMP_GRAY.rawValue : TJSAMP_444.rawValue),
                quality,
                progressive ? TJFLAG_PROGRESSIVE : 0
            )
        }
        guard status == 0, let made = unsafe buffer else { return [] }
        defer { unsafe tjFree(made) }
        return unsafe Array(UnsafeBufferPointer(start: made, count: Int(size)))
    }

    /// A JPEG file with an Exif segment that holds `tiff`, right after its first marker.
    static func jpeg(_ file: [UInt8], withExif tiff: [UInt8]) -> [UInt8] {
        let body = Array("Exif\0\0".utf8) + tiff
        let length = body.count + 2
        return Array(file[..<2]) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + body + file[2...]
    }

    /// A TIFF block whose first directory has one entry: the orientation.
    static func tiff(orientation: UInt8, littleEndian: Bool) -> [UInt8] {
        littleEndian
            ? [
                0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0,
                0, 0,
            ]
            : [
                0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0,
                0, 0,
            ]
    }
}

/// A PNG file put together chunk by chunk, so that a test can spoil any part.
struct SamplePNG {
    var width: Int
    var height: Int
    var depth: UInt8 = 8
    var colour: UInt8 = 2
    var interlace: UInt8 = 0
    var palette: [UInt8]?
    /// Rows with their filter bytes, before compression.
    var rows: [UInt8]
    /// Number of pieces into which the image data is cut.
    var pieces = 1
    /// Chunks before the image data.
    var extra: [(name: String, data: [UInt8])] = []

    /// The file.
    var bytes: [UInt8] {
        var file = PNGDecoder.signature
        let header =
            big(width) + big(height) + [depth, colour, 0, 0, interlace]
        file += chunk("IHDR", header)
        if let palette { file += chunk("PLTE", palette) }
        for part in extra { file += chunk(part.name, part.data) }
        let data = compressed
        let size = (data.count + pieces - 1) / pieces
        for start in stride(from: 0, to: data.count, by: size) {
            file += chunk("IDAT", Array(data[start..<min(start + size, data.count)]))
        }
        return file + chunk("IEND", [])
    }

    private var compressed: [UInt8] {
        var size = compressBound(UInt(rows.count))
        var output = [UInt8](repeating: 0, count: Int(size))
        _ = unsafe compress2(&output, &size, rows, UInt(rows.count), 6)
        return Array(output[..<Int(size)])
    }

    private func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let covered = Array(name.utf8) + data
        let sum = unsafe crc32(0, covered, UInt32(covered.count))
        return big(data.count) + covered + big(Int(sum))
    }

    private func big(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// Rows of `image` as RGB, row r filtered with filter r mod 5.
    static func filteredRows(_ image: RGBImage) -> [UInt8] {
        let stride = 3 * image.width
        var rows: [UInt8] = []
        for y in 0..<image.height {
            rows.append(UInt8(y % 5))
            for at in 0..<stride {
                let left = at >= 3 ? Int(image.pixels[y * stride + at - 3]) : 0
                let above = y > 0 ? Int(image.pixels[(y - 1) * stride + at]) : 0
                let corner = y > 0 && at >= 3 ? Int(image.pixels[(y - 1) * stride + at - 3]) : 0
                let predicted =
                    switch y % 5 {
                    case 0: 0
                    case 1: left
                    case 2: above
                    case 3: (left + above) / 2
                    default: paeth(left, above, corner)
                    }
                rows.append(image.pixels[y * stride + at] &- UInt8(predicted))
            }
        }
        return rows
    }

    private static func paeth(_ a: Int, _ b: Int, _ c: Int) -> Int {
        let estimate = a + b - c
        let distances = [(abs(estimate - a), a), (abs(estimate - b), b), (abs(estimate - c), c)]
        return distances.min { $0.0 < $1.0 }?.1 ?? 0
    }
}
