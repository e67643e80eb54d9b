using Penstock.EndToEnd.Tests;
using Penstock.Tests;

[assembly: TestCollectionOrderer(typeof(RunOrder))]

namespace Penstock.EndToEnd.Tests;

// Those that need an old server come late.
public sealed class RunOrder() : LongestFirst(
    nameof(ManyMarkersTests), nameof(OutageTests), nameof(KillAtEachStepTests), nameof(ZombieTests), nameof(DigestProcessTests), nameof(KillerRowTests),
    nameof(ShutdownTests), nameof(KafkaKillerTests), nameof(QueueProcessTests));
