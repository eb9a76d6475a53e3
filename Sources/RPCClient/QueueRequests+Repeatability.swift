public import RPCCodec

extension GetQueueStatusRequest: RepeatableRequest {}
extension GetQueueInfoRequest: RepeatableRequest {}
extension GetCouponRequestRequest: RepeatableRequest {}
