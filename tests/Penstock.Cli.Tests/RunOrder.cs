using Penstock.Cli.Tests;
using Penstock.Tests;

[assembly: TestCollectionOrderer(typeof(RunOrder))]

namespace Penstock.Cli.Tests;

public sealed class RunOrder() : LongestFirst(
    nameof(WriteYourOwnWorkerTests), nameof(EmailWorkerTests), nameof(SteeredMarkersTests), nameof(UpTests), nameof(TopicLettersTests));
