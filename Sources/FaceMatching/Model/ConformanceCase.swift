/// One photograph with what the published model makes of it.
package struct ConformanceCase: Sendable {
    /// The photograph's path below the folder `photos`.
    package let photograph: String
    /// The faces that were found.
    package let faces: Int
    /// The score of the clearest.
    package let score: Double
    /// The rectangle of the clearest.
    package let rectangle: PixelRectangle
    /// Its landmarks.
    package let landmarks: FaceLandmarks
    /// Its 128 numbers, not mirrored and not normalised.
    package let embedding: [Float]

    /// Reads a set of cases: a table of one line a photograph, and a file of 128 floats for each line that is `ok`.
    ///
    /// Other lines are left out.
    package static func read(table: String, embeddings: String) throws(ModelError) -> [ConformanceCase] {
        let lines = String(decoding: try InstallationFile.read(table), as: UTF8.self).split(separator: "\n")
        let bytes = try InstallationFile.read(embeddings)
        let size = 4 * Embedding.count
        var cases: [ConformanceCase] = []
        for (row, line) in lines.enumerated() {
            let fields = line.split(separator: "\t").map(String.init)
            guard fields.count > 1, fields[1] == "ok" else { continue }
            let start = cases.count * size
            guard start + size <= bytes.count, let one = ConformanceCase(fields, bytes[start..<start + size])
            else {
                throw ModelError(.format, "\(table):\(row + 1): unexpected line `\(line.prefix(80))`")
            }
            cases.append(one)
        }
        guard bytes.count == cases.count * size else {
            throw ModelError(.format, "\(embeddings): expected \(size) bytes for each line that is `ok`")
        }
        return cases
    }

    private init?(_ fields: [String], _ bytes: ArraySlice<UInt8>) {
        guard fields.count == 12, let faces = Int(fields[3]), let score = Double(fields[4]) else {
            return nil
        }
        let sides = Self.integers(fields[5])
        let points = fields[7...].map(Self.integers)
        guard sides.count == 4, points.allSatisfy({ $0.count == 2 }) else { return nil }
        photograph = fields[0]
        self.faces = faces
        self.score = score
        rectangle = PixelRectangle(left: sides[0], top: sides[1], right: sides[2], bottom: sides[3])
        landmarks = FaceLandmarks(points: points.map { PixelPoint(x: $0[0], y: $0[1]) })
        let words = Array(bytes)
        embedding = (0..<Embedding.count).map { index in
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(words[4 * index + $1]) << UInt32(8 * $1) }
            return Float(bitPattern: bits)
        }
    }

    private static func integers(_ text: String) -> [Int] {
        text.split(whereSeparator: { !$0.isNumber && $0 != "-" }).compactMap { Int($0) }
    }
}
