package import Cryptography
import Decisions
package import StrictJSON

/// What an authority keeps of a revocation; it is never taken back.
package struct RevokedCertificate: Hashable, Sendable {
    /// The serial number in lowercase hexadecimal, without leading zeros.
    package let serial: ExactString
    /// When it was revoked.
    package let time: Timestamp
    /// Why, as the list says it.
    package let reason: RevocationReason
    /// Why, in the operator's own words, which the list does not say.
    package let note: ExactString?

    /// A revocation.
    package init(serial: ExactString, time: Timestamp, reason: RevocationReason, note: ExactString?) {
        self.serial = serial
        self.time = time
        self.reason = reason
        self.note = note
    }

    /// The line of a revocation list.
    var line: CertificateAuthority.Revocation {
        CertificateAuthority.Revocation(serial: Hex.decode(serial.value) ?? [], time: time, reason: reason)
    }
}

extension RevokedCertificate: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        serial = try object.serial("serial")
        time = try object.timestamp("time")
        reason = try object.word("reason")
        note = try object.optionalString("note")
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "serial": .string(serial), "time": .timestamp(time), "reason": reason.json,
        ]
        object.appendPresent("note", note)
        return object
    }
}

extension RevocationReason: ClosedVocabulary {}
