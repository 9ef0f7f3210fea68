import FaceMatching
import Testing

@Suite struct TemplateMatrixTests {
    @Test(arguments: [1, 2, 100, 4095, 4096, 4097, 9001])
    func `search finds exactly what sorting every row would`(count: Int) {
        var source = SampleTemplates(seed: UInt64(count))
        var matrix = TemplateMatrix(dimensions: 128)
        var rows: [(Int64, [Float])] = []
        for key in 0..<Int64(count) {
            // Every tenth row repeats an earlier one, so that there are ties to order.
            let template = key % 10 == 9 ? rows[Int(key) / 2].1 : source.template()
            rows.append((key, template))
            matrix.append(template, key: key)
        }
        for most in [1, 3, 10, count + 5] {
            for floor in [-1.0, 0.0, 0.2, 0.999_999] {
                let probe = most == 3 ? rows[count / 2].1 : source.template()
                let hits = matrix.search(probe, most: most, floor: floor)
                #expect(
                    hits.map(\.key) == SampleTemplates.search(rows, probe, most: most, floor: floor),
                    "most \(most) floor \(floor)"
                )
            }
        }
    }

    @Test func `rows closer to each other than single precision can tell keep their order`() {
        var source = SampleTemplates(seed: 5)
        let probe = source.template()
        var matrix = TemplateMatrix(dimensions: 128)
        var rows: [(Int64, [Float])] = []
        for key in 0..<Int64(500) {
            var row = probe
            row[Int(key) % 128] = row[Int(key) % 128].nextUp
            row[Int(key) / 4] = row[Int(key) / 4].nextDown
            rows.append((key, row))
            matrix.append(row, key: key)
        }
        let hits = matrix.search(probe, most: 20, floor: 0.5)
        #expect(hits.map(\.key) == SampleTemplates.search(rows, probe, most: 20, floor: 0.5))
    }

    @Test func `a removed row is never found again and the others all are`() {
        var source = SampleTemplates(seed: 6)
        var matrix = TemplateMatrix(dimensions: 16)
        var rows: [(Int64, [Float])] = []
        for key in 0..<Int64(9000) {
            let template = source.template(16)
            rows.append((key, template))
            matrix.append(template, key: key)
        }
        let gone = Set((0..<Int64(9000)).filter { $0 % 3 == 0 || $0 > 8000 })
        matrix.remove(gone)
        rows.removeAll { gone.contains($0.0) }
        #expect(matrix.count == rows.count)
        let probe = source.template(16)
        let hits = matrix.search(probe, most: 9000, floor: -1)
        #expect(hits.map(\.key) == SampleTemplates.search(rows, probe, most: 9000, floor: -1))
        matrix.remove(Set(rows.map(\.0)))
        #expect(matrix.count == 0 && matrix.search(probe, most: 5, floor: -1).isEmpty)
    }

    @Test func `a snapshot does not see later changes`() {
        var source = SampleTemplates(seed: 7)
        var matrix = TemplateMatrix(dimensions: 128)
        let first = source.template()
        matrix.append(first, key: 1)
        let snapshot = matrix
        matrix.append(first, key: 2)
        matrix.remove([1])
        #expect(snapshot.search(first, most: 5, floor: 0.9).map(\.key) == [1])
        #expect(matrix.search(first, most: 5, floor: 0.9).map(\.key) == [2])
    }
}
