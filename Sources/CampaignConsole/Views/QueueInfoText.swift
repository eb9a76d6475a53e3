internal import RPCCodec

/// A queue as a whole as people read it.
struct QueueInfoText {
  let wording: Wording

  func text(_ info: GetQueueInfoResponse) -> String {
    let words = wording.queue
    return FieldList.text([
      (wording.campaign, "\(info.campaignID)"), (wording.remaining, GroupedNumber.text(info.currentStock)),
      (words.waiting, GroupedNumber.text(info.queueSize)), (words.processing, GroupedNumber.text(info.processingCount)),
      (words.completed, GroupedNumber.text(info.completedCount)), (words.failed, GroupedNumber.text(info.failedCount)),
      (words.oldestWait, QueueSpanText.text(info.oldestWait) ?? "-"),
    ])
  }
}
