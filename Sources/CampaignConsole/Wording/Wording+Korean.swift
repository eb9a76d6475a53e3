internal import ProgramConventions

extension Wording {
  static let korean = Wording(
    campaign: "캠페인", name: "이름", state: "상태", total: "전체 쿠폰", issued: "발행", remaining: "잔여",
    perUser: "1인당 한도", start: "시작", end: "종료", opened: "시작됨", created: "생성",
    firstIssue: "첫 발행", afterStart: { "시작 \($0) 뒤" },
    code: "코드", user: "사용자", sequence: "순번", issueTime: "발행 시각",
    version: "버전", applied: "적용됨",
    stateScheduled: "예정", stateOpen: "진행 중", statePaused: "일시 중지", stateClosed: "종료",
    unknown: "알 수 없음", never: "없음", notYet: "아직", noLimit: "제한 없음", noUser: "-", pending: "대기",
    queueOnly: "대기열 전용", deliveryURL: "전달 주소", yes: "예",
    campaignCreated: "쿠폰 캠페인 생성 완료",
    campaignAlreadyCreated: "이미 생성된 캠페인입니다. 같은 캠페인을 다시 보여 드립니다.", campaignPaused: "캠페인 일시 중지 완료",
    campaignResumed: "캠페인 재개 완료", campaignClosed: "캠페인 종료 완료", couponIssued: "쿠폰 발행 성공",
    couponAlreadyIssued: "이미 발행된 쿠폰입니다. 같은 쿠폰을 다시 보여 드립니다.",
    noCampaigns: "캠페인이 없습니다.", noCoupons: "아직 발행된 쿠폰이 없습니다.",
    codeIsRight: "올바른 코드입니다.", serving: "서버가 정상 동작 중입니다.",
    schemaUpToDate: "스키마가 최신입니다.",
    migrated: { "마이그레이션 \($0)개를 적용했습니다." },
    migrationsPending: { "적용할 마이그레이션이 \($0)개 있습니다. campaignctl migrate up을 실행하세요." },
    databaseWait: { line in
      switch line {
      case .began(let limit, let why): "데이터베이스를 최대 \(limit.flagText) 동안 기다립니다: \(why)"
      case .another(let left, let why): "데이터베이스를 계속 기다립니다 (남은 시간 \(left.inTenths)): \(why)"
      case .ended(let time): "\(time.inTenths) 만에 데이터베이스에 연결했습니다"
      case .stopped(let time): "작업을 마치기 전에 종료 신호를 받았습니다 (\(time.inTenths) 뒤). 시작한 변경은 되돌렸습니다"
      }
    },
    waitingForMigration: "스키마를 바꾸고 있는 다른 프로세스를 기다립니다",
    waitingForTable: "덤프나 긴 트랜잭션이 테이블을 잡고 있어 기다립니다. 다른 작업을 막지 않도록 짧게 거듭 시도합니다",
    unreachable: { address, why in
      "서버 \(address)에 연결할 수 없습니다 (\(why)). campaign-server가 실행 중인지 확인하거나 --address로 다른 주소를 지정하세요"
    },
    timedOut: { "\($0) 안에 응답이 없습니다. 다시 시도하거나 --timeout을 늘리세요" },
    connectionLost: "응답을 받기 전에 연결이 끊겨 결과를 알 수 없습니다. 같은 사용자나 키로 다시 시도하세요",
    malformedResponse: { "응답을 해석할 수 없습니다 (\($0)). 그 주소의 서버가 campaign-server인지 확인하세요" },
    emptyResponse: "응답이 비어 있습니다. 그 주소의 서버가 campaign-server인지 확인하세요",
    notSent: "요청을 보내지 못했습니다",
    notServing: { "서버가 지금은 서비스하지 않습니다 (\($0)). 잠시 후 다시 확인하세요" },
    databaseUnavailable: {
      "데이터베이스에 연결할 수 없습니다 (\($0)). --database-url이 맞는지, PostgreSQL이 실행 중인지 확인하세요"
    },
    databaseRefuses: {
      "데이터베이스가 거부했습니다 (\($0)). --database-url의 사용자에게 스키마를 바꿀 권한이 있는지 확인하세요"
    },
    transactionPooler: """
      --database-url이 트랜잭션 풀러를 거칩니다. 트랜잭션마다 세션이 바뀌므로 직접 연결하거나 세션 단위로 풀링하세요 (pgbouncer: pool_mode = session)
      """,
    schemaFault: { "스키마에 문제가 있습니다: \($0)" },
    wrongLength: { "코드는 \($0)자이지만 \($1)자가 입력되었습니다" },
    unknownScalar: { "\($1)번째 글자 “\($0)”: 코드에 쓰이지 않는 글자입니다" },
    wrongCheckScalar: "검사 글자가 맞지 않습니다. 틀린 글자가 있거나 이웃한 두 글자가 바뀌었습니다",
    neverIssued: "이런 모양의 코드는 없습니다. 글자와 숫자가 모두 있고 한글이 잇달아 오지 않아야 합니다",
    queue: .korean, operations: .korean
  )
}
