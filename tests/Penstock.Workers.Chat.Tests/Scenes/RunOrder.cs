using Penstock.Tests;
using Penstock.Workers.Chat.Tests;

[assembly: TestCollectionOrderer(typeof(RunOrder))]

namespace Penstock.Workers.Chat.Tests;

public sealed class RunOrder() : LongestFirst(
    nameof(KafkaFlowTests), nameof(OutageTests), nameof(ManyDeathsTests), nameof(KilledPollerTests), nameof(KafkaFallbackTests),
    nameof(RouterFaultTests), nameof(ReplayedEventTests), nameof(BackfillTests), nameof(WholeFlowTests), nameof(FailingEventTests));
