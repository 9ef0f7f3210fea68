internal import Cryptography
internal import StrictJSON
internal import TransparencyLog

/// Tile directories of other implementations, verified by their keys; changed ones must not verify.
enum TileVectors {
    static func directories(_ files: VectorFiles) throws -> TlogConformance.Part {
        var part = TlogConformance.Part("tile directories")
        let setting = try VectorSetting(files)
        let first = files.folder("tlog_tiles_300")
        part.judge(try isWhole(first, setting.log.verifier, 300), "tlog_tiles_300")
        for path in [
            "tile/entries/000", "tile/entries/001.p/44", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1",
        ] {
            let changed = Changed(reader: first, path: path)
            part.judge(
                try !isWhole(changed, setting.log.verifier, 300),
                "tlog_tiles_300 with \(path) changed"
            )
        }
        let key = try NoteVerifier(vkey: testdataKey)
        let second = files.folder("tessera_testdata_log")
        part.judge(try isWhole(second, key, 15), "tessera_testdata_log")
        for size in Int64(0)...15 {
            let note = try files.bytes("tessera_testdata_log/checkpoint.\(size)")
            let checkpoint = try? Checkpoint.open(note, log: key)
            let report = try checkpoint.map { try TileLogCheck.verify(second, against: $0) }
            part.judge(
                checkpoint?.size == size && report?.faultCount == 0,
                "tessera_testdata_log at \(size)"
            )
        }
        return part
    }

    private static func isWhole(_ reader: some TileReader, _ key: NoteVerifier, _ size: Int64) throws -> Bool
    {
        let report = try TileLogCheck.verify(reader, key: key)
        return report.faultCount == 0 && report.checkpoint.size == size
    }

    /// A directory in which one byte of one file is changed.
    private struct Changed: TileReader {
        let reader: VectorFiles.Folder
        let path: String

        func bytes(at path: String, limit: Int) throws -> [UInt8]? {
            var bytes = try reader.bytes(at: path, limit: limit)
            if path == self.path, let last = bytes?.indices.last { bytes?[last] ^= 1 }
            return bytes
        }
    }

    /// As the vectors' README names it.
    private static let testdataKey =
        "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
}
