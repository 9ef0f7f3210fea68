internal import Cryptography
internal import StrictJSON

/// A picture as it stands in a body: base64 of a JPEG or PNG file, with words for the mistakes that people make.
enum ImageField {
    /// The picture's bytes; the core decodes them, here only the outside is looked at.
    static func decode(_ text: ExactString, at place: String) throws(RekognitionError) -> [UInt8] {
        guard !text.isEmpty else {
            throw RekognitionError(.invalidParameter, "\(place): the image is empty")
        }
        guard text.byteCount <= RequestLimits.maxImageCharacters else { throw tooLarge(place) }
        guard let bytes = Base64.decode(text.value) else {
            throw RekognitionError(.invalidParameter, "\(place): \(whyNotBase64(text))")
        }
        guard bytes.count <= RequestLimits.maxImageBytes else { throw tooLarge(place) }
        guard bytes.starts(with: jpeg) || bytes.starts(with: png) else {
            throw RekognitionError(.invalidImageFormat, "\(place): \(whyNotAnImage(bytes))")
        }
        return bytes
    }

    private static func tooLarge(_ place: String) -> RekognitionError {
        RekognitionError(
            .imageTooLarge,
            "\(place): the image is larger than \(RequestLimits.maxImageBytes) bytes"
        )
    }

    private static func whyNotBase64(_ text: ExactString) -> String {
        let characters = text.value.utf8
        if characters.starts(with: "data:".utf8) {
            return "a data URL, base64 without the part up to the comma was expected"
        }
        if characters.contains(where: { $0 == 0x0a || $0 == 0x0d || $0 == 0x20 || $0 == 0x09 }) {
            return "white space in the base64, one line was expected"
        }
        if characters.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }) {
            return "base64 of the URL alphabet (`-` and `_`), the standard one (`+` and `/`) was expected"
        }
        if let stranger = characters.firstIndex(where: { !isStandard($0) }) {
            let offset = characters.distance(from: characters.startIndex, to: stranger)
            let character = Printable.text(String(text.value.unicodeScalars[stranger]))
            return "`\(character)` at offset \(offset) is not base64"
        }
        guard characters.count.isMultiple(of: 4) else {
            return
                "\(characters.count) characters of base64, a multiple of four with `=` at the end was expected"
        }
        return "the base64 does not end as it should"
    }

    private static func isStandard(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
            true
        default: false
        }
    }

    private static func whyNotAnImage(_ bytes: [UInt8]) -> String {
        let isTwice = bytes.starts(with: "/9j/".utf8) || bytes.starts(with: "iVBORw0KGgo".utf8)
        if isTwice || bytes.starts(with: "data:image".utf8) {
            return """
                the image is base64 inside base64: SDKs encode `Bytes` themselves, \
                so give them the file's own bytes
                """
        }
        let kind = foreign.first { bytes.dropFirst($0.offset).starts(with: $0.mark.description.utf8) }
        return "\(kind?.name ?? "neither JPEG nor PNG"), a JPEG or PNG file was expected"
    }

    private static let jpeg: [UInt8] = [0xff, 0xd8, 0xff]
    private static let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

    private static let foreign: [(offset: Int, mark: StaticString, name: String)] = [
        (0, "GIF8", "a GIF file"), (8, "WEBP", "a WebP file"), (4, "ftypheic", "a HEIC file"),
        (4, "ftypmif1", "a HEIF file"), (4, "ftypavif", "an AVIF file"), (0, "BM", "a BMP file"),
        (0, "II*", "a TIFF file"), (0, "MM", "a TIFF file"), (0, "%PDF", "a PDF file"), (0, "<", "markup"),
        (0, "{", "JSON"),
    ]
}
