package import StrictJSON

/// One YAML file of tests, read.
package struct TestFile: Sendable {
    /// The path as it was named.
    package let path: String
    /// What is tested: folders or files, relative to the file's own folder.
    package let policies: [ExactString]
    /// What the set consists of besides.
    package let with: [ExactString]
    /// The cases, names unique.
    package let cases: [PolicyCase]

    /// Reads a file of tests.
    ///
    /// - Throws: every fault found; one a case.
    package init(text: String, path: String) throws(TestFaults) {
        var faults: [TestFault] = []
        do throws(TestFault) {
            var root = try ClosedMapping(
                YAMLReader.value(of: text, file: path),
                file: path,
                expected: "`policies`, `with` and `cases`"
            )
            let policies = try root.optionalTexts("policies")
            let with = try root.optionalTexts("with")
            let reader = try CaseReader(file: path, defaults: root.value("defaults"))
            let entries = root.value("cases")
            try root.finish()
            guard let policies else {
                throw root.fault(nil, "`policies` is missing: what is tested, such as `..`")
            }
            guard let list = entries?.list, !list.isEmpty else {
                throw root.fault(entries, "`cases` is missing, or lists nothing")
            }
            self.path = path
            self.policies = policies
            self.with = with ?? []
            cases = Self.cases(list, reader, &faults)
        } catch {
            throw TestFaults([error])
        }
        guard faults.isEmpty else { throw TestFaults(faults) }
    }

    private static func cases(
        _ list: [YAMLValue],
        _ reader: CaseReader,
        _ faults: inout [TestFault]
    ) -> [PolicyCase] {
        var cases: [PolicyCase] = []
        var seen: [ExactString: YAMLPlace] = [:]
        for entry in list {
            do throws(TestFault) {
                for found in try reader.cases(entry) {
                    if let first = seen.updateValue(found.place, forKey: ExactString(found.name)) {
                        throw TestFault(
                            reader.file,
                            found.place,
                            "a case named `\(found.name)` stands at line \(first.line) already"
                        )
                    }
                    cases.append(found)
                }
            } catch {
                faults.append(error)
            }
        }
        return cases
    }
}
