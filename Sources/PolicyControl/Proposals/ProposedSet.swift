package import Cryptography
package import Decisions
package import StrictJSON

/// A working copy of a policy set's files, about to be changed; what is in force is never touched.
///
/// Changes are made in memory and leave every byte that they are not about as it is. `save()` checks the whole set as the
/// gate does, and writes only what changed.
package struct ProposedSet: Sendable {
    /// The folder.
    package let folder: String
    private let original: [BundleFile]
    private var changed: [ExactString: [UInt8]] = [:]
    /// Whether the folder is named by the digest of what it holds, as the gate names what it keeps.
    private let isKept: Bool

    /// Reads the files of a folder.
    package init(at folder: String) throws {
        self.folder = folder
        original = try PolicyFolder.files(at: folder)
        let digest = try? BundleManifest(original).digest()
        isKept = digest?.hex == Self.name(of: folder)
    }

    /// What changed so far, file by file.
    package var differences: [String] {
        original.flatMap { file in
            LineDifference(
                from: file.bytes,
                to: changed[file.path] ?? file.bytes,
                file: file.path.value
            ).lines
        }
    }

    /// The set as changed, if the gate would take it.
    package func checked() throws -> Bundle {
        let bundle = try Bundle(
            files: original.map { BundleFile(path: $0.path, bytes: changed[$0.path] ?? $0.bytes) }
        )
        _ = try Engine(bundle)
        return bundle
    }

    /// Makes the version one more than that of the set in force, unless it is more already.
    ///
    /// So a proposal gets its version once, with its first change, however many commands make it.
    ///
    /// - Returns: the version that it has now.
    @discardableResult
    package mutating func raiseVersion(above active: Int64) throws -> Int64 {
        guard let about = original.first(where: { $0.path == Self.about }) else {
            throw ProposalError(
                "\(folder)/\(Self.about): the file is missing; the folder of a policy set was expected"
            )
        }
        let text = changed[Self.about] ?? about.bytes
        let version: Int64
        do throws(JSONError) {
            var object = try ClosedObject(JSONValue.parse(text, limits: Self.limits))
            version = try BundleAbout(reading: &object).version
            try object.finish()
        } catch {
            throw ProposalError("\(folder)/\(Self.about):\(error)")
        }
        guard version <= active else { return version }
        try refuseKept()
        var edit = JSONEdit(text)
        edit.replace(member: "version", with: .integer(active + 1))
        changed[Self.about] = edit.text
        return active + 1
    }

    /// Writes what changed, each file whole and durable, after the set as a whole was checked.
    package func save() throws {
        _ = try checked()
        for (path, bytes) in changed { try DurableFiles.replace("\(folder)/\(path)", with: bytes) }
    }

    // MARK: organisations

    /// Adds an organisation.
    package mutating func register(_ organisation: Organisation) throws {
        guard try !organisations().contains(where: { $0.name == organisation.name }) else {
            throw ProposalError("\(place(Self.organisations)): `\(organisation.name)` is registered already")
        }
        try edit(Self.organisations) { edit, list in edit.append(.object(organisation.json), to: list) }
    }

    /// Takes an organisation out.
    package mutating func remove(_ name: ExactString) throws {
        let index = try position(of: name)
        try edit(Self.organisations) { edit, list in edit.remove(index, from: list) }
    }

    /// Adds a public-key pin to an organisation.
    package mutating func pin(_ key: SHA256Digest, for name: ExactString) throws {
        let index = try position(of: name)
        guard try !organisations()[index].identities.contains(.pin(key)) else {
            throw ProposalError("\(place(Self.organisations)): `\(name)` has the pin \(key) already")
        }
        try editIdentities(of: index) { edit, list in edit.append(.object(Identity.pin(key).json), to: list) }
    }

    /// Takes a public-key pin from an organisation.
    package mutating func unpin(_ key: SHA256Digest, of name: ExactString) throws {
        let index = try position(of: name)
        guard let pin = try organisations()[index].identities.firstIndex(of: .pin(key)) else {
            throw ProposalError("\(place(Self.organisations)): `\(name)` has no pin \(key)")
        }
        try editIdentities(of: index) { edit, list in edit.remove(pin, from: list) }
    }

    /// The organisations, in the file's order.
    package func organisations() throws -> [Organisation] { try records(Self.organisations) }

    // MARK: authorities

    /// Adds an authority whose clients' names count.
    package mutating func trust(_ authority: ClientAuthority) throws {
        let known: [ClientAuthority] = try authorities()
        guard !known.contains(where: { $0.name == authority.name || $0.key == authority.key }) else {
            throw ProposalError(
                "\(place(Self.authorities)): an authority of this name, or with this key, is there already"
            )
        }
        try edit(Self.authorities) { edit, list in edit.append(.object(authority.json), to: list) }
    }

    /// Takes an authority out.
    package mutating func distrust(_ name: ExactString) throws {
        let known: [ClientAuthority] = try authorities()
        guard let index = known.firstIndex(where: { $0.name == name }) else {
            throw ProposalError("\(place(Self.authorities)): no authority `\(name)`")
        }
        try edit(Self.authorities) { edit, list in edit.remove(index, from: list) }
    }

    /// The authorities, in the file's order.
    package func authorities() throws -> [ClientAuthority] { try records(Self.authorities) }

    // MARK: files

    private func position(of name: ExactString) throws -> Int {
        let names = try organisations().map(\.name)
        guard let index = names.firstIndex(of: name) else {
            let wish = Suggestion.clause(for: name, among: names)
            throw ProposalError("\(place(Self.organisations)): no organisation `\(name)`\(wish)")
        }
        return index
    }

    private func records<R: JSONRecord>(_ list: ExactString) throws -> [R] {
        let text = try bytes(of: list)
        do throws(JSONError) {
            var object = try ClosedObject(JSONValue.parse(text, limits: Self.limits))
            let records: [R] = try object.records(list)
            try object.finish()
            return records
        } catch {
            throw ProposalError("\(place(list)):\(error)")
        }
    }

    private func bytes(of list: ExactString) throws -> [UInt8] {
        let path = ExactString("\(list).json")
        if let bytes = changed[path] { return bytes }
        guard let file = original.first(where: { $0.path == path }) else {
            throw ProposalError(
                "\(place(list)): the file is missing; the folder of a policy set was expected"
            )
        }
        return file.bytes
    }

    private mutating func edit(
        _ list: ExactString,
        _ change: (inout JSONEdit, Range<Int>) -> Void
    ) throws {
        try refuseKept()
        var edit = JSONEdit(try bytes(of: list))
        guard let array = edit.array(list) else {
            throw ProposalError("\(place(list)): no array `\(list)`")
        }
        change(&edit, array)
        changed[ExactString("\(list).json")] = edit.text
    }

    private mutating func editIdentities(
        of index: Int,
        _ change: (inout JSONEdit, Range<Int>) -> Void
    ) throws {
        try edit(Self.organisations) { edit, list in
            let elements = edit.elements(of: list)
            guard elements.indices.contains(index),
                let identities = edit.array("identities", in: elements[index])
            else { return }
            change(&edit, identities)
        }
    }

    private func refuseKept() throws {
        guard isKept else { return }
        throw ProposalError(
            "\(folder): a bundle that was in force and is kept as it was; copy it, and change the copy"
        )
    }

    private func place(_ list: ExactString) -> String { "\(folder)/\(list).json" }

    private static func name(of folder: String) -> String {
        folder.split(separator: "/").last.map(String.init) ?? ""
    }

    private static let organisations: ExactString = "organisations"
    private static let authorities: ExactString = "authorities"
    private static let about: ExactString = "bundle.json"
    private static let limits = JSONLimits(maxBytes: 4 << 20, maxStringBytes: 64 << 10)
}

/// Why a proposed set was not changed: the place first.
package struct ProposalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The place, what was found, and what was expected.
    package let description: String

    init(_ description: String) { self.description = description }
}
