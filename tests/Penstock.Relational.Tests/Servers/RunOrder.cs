using Penstock.Relational.Tests;
using Penstock.Tests;

[assembly: TestCollectionOrderer(typeof(RunOrder))]

namespace Penstock.Relational.Tests;

// The histories compute while the server grows old enough; what waits much is beside them.
public sealed class RunOrder() : LongestFirst(
    nameof(HistoryTests), nameof(QueueSourceContractTests), nameof(SharedQueueContractTests), nameof(KeyedQueueContractTests),
    nameof(KeyedSharedQueueContractTests), nameof(TopicSourceContractTests), nameof(SharedTopicContractTests), nameof(SteeringTests),
    nameof(TableSourceContractTests), nameof(RealHistoryTests), nameof(LateCommitTests), nameof(OutageTests),
    nameof(ThrowawayPostgresTests), nameof(BrokenQueueTests));
