internal import RPCCodec

/// Coupon requests as people read them.
struct CouponRequestText {
  let wording: Wording

  /// The fields of a request.
  func text(_ request: CouponRequestMessage) -> String {
    let words = wording.queue
    var fields = [
      (words.request, PrintableText.escaped(request.requestID)), (wording.campaign, "\(request.campaignID)"),
      (wording.user, PrintableText.escaped(request.userID)), (words.status, status(request.status)),
      (words.step, PrintableText.escaped(request.step)),
      (
        request.step == "DELIVERY" ? words.tries : words.attempts, GroupedNumber.text(Int64(request.attempts))
      ),
    ]
    if !request.failureReason.isEmpty { fields.append((words.reason, words.text(ofFailure: request.failureReason))) }
    if let coupon = request.coupon { fields.append((wording.code, PrintableText.escaped(coupon.code))) }
    fields.append((words.requestTime, request.requestTime.map { LocalTime.text($0) } ?? wording.unknown))
    fields.append((words.doneTime, request.doneTime.map { LocalTime.text($0) } ?? wording.notYet))
    return FieldList.text(fields)
  }

  private func status(_ status: RequestStatusMessage) -> String {
    switch status {
    case .requested: wording.queue.requested
    case .done: wording.queue.completed
    case .fail: wording.queue.failed
    default: "\(wording.unknown) (\(status.rawValue))"
    }
  }
}
