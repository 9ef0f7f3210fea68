internal import Cryptography
internal import StrictJSON
internal import TransparencyLog

/// Reads files of vectors, and members of the JSON in them.
struct VectorFiles: Sendable {
    private let files: TlogConformance.Files

    init(_ files: @escaping TlogConformance.Files) { self.files = files }

    func bytes(_ path: String) throws -> [UInt8] {
        guard let bytes = files(path) else { throw UnusableVectors(description: "\(path): no such file") }
        return bytes
    }

    func json(_ path: String) throws -> VectorJSON {
        do { return VectorJSON(try JSONValue.parse(bytes(path)), path) } catch let error as JSONError {
            throw UnusableVectors(description: "\(path): \(error)")
        }
    }

    /// A folder as a tiled log.
    func folder(_ path: String) -> Folder { Folder(files: files, path: path) }

    struct Folder: TileReader, Sendable {
        let files: TlogConformance.Files
        let path: String

        func bytes(at path: String, limit: Int) throws -> [UInt8]? {
            files("\(self.path)/\(path)").map { Array($0.prefix(limit + 1)) }
        }
    }
}

/// A value of a vectors' file with its place; every reading of the wrong kind throws.
struct VectorJSON: Sendable {
    let value: JSONValue
    let place: String

    init(_ value: JSONValue, _ place: String) {
        self.value = value
        self.place = place
    }

    subscript(_ name: ExactString) -> VectorJSON {
        get throws {
            guard let member = value[name] else { throw wrong("a member `\(name)`") }
            return VectorJSON(member, "\(place)/\(name)")
        }
    }

    func array() throws -> [VectorJSON] {
        if case .null = value { return [] }
        guard let array = value.array else { throw wrong("an array") }
        return array.enumerated().map { VectorJSON($0.element, "\(place)/\($0.offset)") }
    }

    func members() throws -> [(name: String, value: VectorJSON)] {
        guard let object = value.object else { throw wrong("an object") }
        return object.members.map { ($0.name.value, VectorJSON($0.value, "\(place)/\($0.name)")) }
    }

    func string() throws -> String {
        guard let text = value.string else { throw wrong("a string") }
        return text.value
    }

    func bool() throws -> Bool {
        guard let bool = value.bool else { throw wrong("a boolean") }
        return bool
    }

    /// An integer, or nil when it is beyond 2^63 - 1, as some cases have on purpose.
    func integer() throws -> Int64? {
        guard case .number(let number) = value else { throw wrong("a number") }
        return number.integer
    }

    func hex() throws -> [UInt8] {
        guard let bytes = Hex.decode(try string()) else { throw wrong("hexadecimal digits") }
        return bytes
    }

    /// The 32 bytes of a base64 text, or nil for anything else, as some cases have on purpose.
    func hash() throws -> Hash? {
        if case .null = value { return nil }
        return Hash(base64: try string())
    }

    /// All hashes of an array, or nil when one is none.
    func hashes() throws -> [Hash]? {
        let hashes = try array().map { try $0.hash() }
        let whole = hashes.compactMap { $0 }
        return whole.count == hashes.count ? whole : nil
    }

    func wrong(_ expected: String) -> UnusableVectors {
        UnusableVectors(description: "\(place): expected \(expected)")
    }
}
