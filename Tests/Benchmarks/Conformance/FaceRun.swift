import FaceMatching

/// The installed model against the published one, on every portrait of the congress set.
struct FaceRun {
    private let report: ConformanceReport
    private let held: Int

    /// Runs the model over the photographs below `folder`; progress goes to the error stream.
    init(folder: String) throws {
        let table = "\(folder)/faces/congress_dlib_embeddings.tsv"
        let cases = try ConformanceCase.read(
            table: table,
            embeddings: "\(folder)/faces/congress_dlib_embeddings.f32"
        )
        // The published model fails on none of these photographs, so every line is a case.
        held = try UnusableFile.bytes(at: table).split(separator: UInt8(ascii: "\n"))
            .count { $0.starts(with: "congress/".utf8) }
        guard let path = try ModelInstaller().installedModel else {
            throw UnusableFile(
                description: "the face model is not installed; `abeyance core install` fetches it"
            )
        }
        let model = try Model.open(path)
        let decoder = ImageDecoder()
        var seen = 0
        report = try ConformanceReport(model, cases) { photograph in
            seen += 1
            if seen % 100 == 0 { complain("\(seen) of \(cases.count) photographs") }
            let bytes = try UnusableFile.bytes(at: "\(folder)/photos/\(photograph)")
            return try decoder.decode(bytes, for: .probe).image
        }
    }

    /// Prints what differs, the four shares and the line of counts; whether each reaches its floor.
    func printed() -> Bool {
        for miss in report.misses { print(miss) }
        let shares = [
            Share("detected", report.detected, of: held, floor: 99),
            Share("five landmarks within 1 pixel", report.landmarksWithinPixel, of: held, floor: 99),
            Share(
                "embedding from the file's landmarks within \(ConformanceReport.tolerance) in L2",
                report.embeddingWithin,
                of: held,
                floor: 100
            ),
            Share(
                "end to end within \(ConformanceReport.tolerance) in L2",
                report.endToEndWithin,
                of: held,
                floor: 95
            ),
        ]
        for share in shares { print(share) }
        print("greatest distance from the file's landmarks: \(report.worstEmbedding)")
        if report.photographs != held || held == 0 {
            complain("the table holds \(held) photographs, \(report.photographs) were looked at")
        }
        let failed = shares.count { !$0.isReached }
        print("faces: \(report.photographs) photographs, \(failed) of \(shares.count) floors missed")
        return failed == 0 && report.photographs == held && held > 0
    }
}

/// How many of all did as the published model does, and how many must.
private struct Share: CustomStringConvertible {
    private let name: String
    private let count: Int
    private let total: Int
    private let floor: Int

    init(_ name: String, _ count: Int, of total: Int, floor: Int) {
        self.name = name
        self.count = count
        self.total = total
        self.floor = floor
    }

    var isReached: Bool { 100 * count >= floor * total }

    var description: String {
        let percent = total > 0 ? Figure.text(100 * Double(count) / Double(total), places: 2) : "0"
        return
            "\(name): \(count) of \(total), \(percent) % (at least \(floor) %)\(isReached ? "" : " MISSED")"
    }
}
