internal import NIOHPACK

extension HPACKHeaders {
    /// The fields of an answer that can be sent, in lower case, with its date and length.
    init(_ answer: HTTPAnswer, date: String) {
        var fields = HPACKHeaders()
        fields.reserveCapacity(answer.fields.count + 3)
        fields.add(name: ":status", value: String(answer.status))
        fields.add(name: "date", value: date)
        for field in answer.fields { fields.add(name: field.name.lowercased(), value: field.value) }
        if answer.mayHaveBody { fields.add(name: "content-length", value: String(answer.body.count)) }
        self = fields
    }
}
