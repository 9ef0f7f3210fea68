import ArgumentParser
import Cryptography
import Decisions
import Provisioning
import StrictJSON

/// What the commands of an authority are given in common.
enum CertificateArguments {
    /// A profile: the program's own of a kind, or the one that a file describes.
    static func template(_ text: String) throws -> CertificateTemplate {
        if let kind = CertificateKind(exact: ExactString(text)) { return .builtIn(kind) }
        return try CertificateTemplate(at: text)
    }

    /// Limits on names, such as `dns:example.org`; nil when there are none.
    static func constraints(permit: [String], exclude: [String]) throws -> NameConstraints? {
        func subtrees(_ texts: [String]) throws -> [NameConstraints.Subtree]? {
            let found = try texts.map { text in
                guard let subtree = NameConstraints.Subtree(text: text) else {
                    throw UnusableInput(
                        description:
                            "`\(Printable.text(text))`: expected `dns:HOST`, `uri:HOST` or `ip:ADDRESS/BITS` without bits beyond"
                    )
                }
                return subtree
            }
            return found.isEmpty ? nil : found
        }
        let (permitted, excluded) = (try subtrees(permit), try subtrees(exclude))
        return permitted == nil && excluded == nil
            ? nil : NameConstraints(permitted: permitted, excluded: excluded)
    }

    /// An address as certificates hold it.
    static func address(_ text: String) throws -> [UInt8] {
        guard let bytes = IPAddressText.bytes(text) else {
            throw UnusableInput(
                description: "`\(Printable.text(text))`: an IPv4 or IPv6 address was expected"
            )
        }
        return bytes
    }

    /// Opens an authority's folder, asking for its passphrase only when there is one.
    static func desk(_ folder: String, descriptor: Int32?) throws -> AuthorityDesk {
        let files = AuthorityFiles(folder)
        return try AuthorityDesk(files) { try Passphrase.opening(files.key, descriptor: descriptor) }
    }
}

/// The algorithm of a key, as an option.
enum KeyType: String, ExpressibleByArgument, CaseIterable {
    case p256 = "p-256"
    case p384 = "p-384"
    case ed25519

    var algorithm: SignatureAlgorithm {
        switch self {
        case .p256: .es256
        case .p384: .es384
        case .ed25519: .ed25519
        }
    }
}

extension RevocationReason: ExpressibleByArgument {}
