using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

namespace Penstock.Tests;

/// <summary>
/// What the program does wrong today, told by a test of the right behaviour. It runs like any other; it counts as passed while its
/// assertion fails, and as failed once it holds, so that the mark goes with the fault. An error that is no failed assertion fails the
/// test all the same. All marks are in <c>tests/expected-failures.txt</c>, a list that only gets shorter.
/// </summary>
/// <param name="case">The name of the fault, as in the list.</param>
/// <param name="sourceFilePath">Filled in by the compiler.</param>
/// <param name="sourceLineNumber">Filled in by the compiler.</param>
[XunitTestCaseDiscoverer(typeof(ExpectedFailures))]
[AttributeUsage(AttributeTargets.Method)]
public sealed class ExpectedToFailAttribute(
    string @case, [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber), ITraitAttribute
{
    public string Case { get; } = @case;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Expected", "Failure"), new("Case", Case)];
}

public sealed class ExpectedFailures : FactDiscoverer
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        new ExpectedFailure((XunitTestCase)base.CreateTestCase(discoveryOptions, testMethod, factAttribute));
}

/// <summary>Runs as its test would, and turns what is said of it round.</summary>
public sealed class ExpectedFailure : XunitTestCase, ISelfExecutingXunitTestCase
{
    [Obsolete("For the deserializer.")]
    public ExpectedFailure()
    {
    }

    public ExpectedFailure(XunitTestCase test)
        : base(
            test.TestMethod, test.TestCaseDisplayName, test.UniqueID, test.Explicit, test.TestLabel, test.DisableParallelization,
            test.SkipExceptions, test.SkipReason, test.SkipType, test.SkipUnless, test.SkipWhen, test.Traits, test.TestMethodArguments,
            test.SourceFilePath, test.SourceLineNumber, test.Timeout)
    {
    }

    public async ValueTask<RunSummary> Run(
        ExplicitOption explicitOption, IMessageBus messageBus, object?[] constructorArguments, ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource, ParallelMode parallelMode, ExecutionScheduler scheduler, FixtureMappingManager methodFixtureMappings)
    {
        using var turned = new Turned(messageBus);
        var summary = await XunitRunnerHelper.RunXunitTestCase(
            this, turned, cancellationTokenSource, parallelMode, scheduler, aggregator, explicitOption, constructorArguments, methodFixtureMappings);
        summary.Failed = turned.Failed;
        return summary;
    }

    private sealed class Turned(IMessageBus bus) : IMessageBus
    {
        private const string NoLonger = "It works: take the mark [ExpectedToFail] and the line in tests/expected-failures.txt away.";

        public int Failed { get; private set; }

        public bool QueueMessage(IMessageSinkMessage message) => bus.QueueMessage(message switch
        {
            ITestFailed failed when failed.Cause == FailureCause.Assertion => Passed(failed),
            ITestFailed failed => Counted(failed),
            ITestPassed passed => Counted(Failure(passed)),
            _ => message,
        });

        // The bus is the runner's.
        public void Dispose()
        {
        }

        private ITestFailed Counted(ITestFailed failed)
        {
            Failed++;
            return failed;
        }

        private static ITestFailed Failure(ITestPassed passed) => TestFailed.FromException(
            FailException.ForFailure(NoLonger), passed.AssemblyUniqueID, passed.TestCollectionUniqueID, passed.TestClassUniqueID,
            passed.TestMethodUniqueID, passed.TestCaseUniqueID, passed.TestUniqueID, passed.ExecutionTime, passed.Output, passed.Warnings, passed.FinishTime);

        private static TestPassed Passed(ITestFailed failed) => new()
        {
            AssemblyUniqueID = failed.AssemblyUniqueID,
            TestCollectionUniqueID = failed.TestCollectionUniqueID,
            TestClassUniqueID = failed.TestClassUniqueID,
            TestMethodUniqueID = failed.TestMethodUniqueID,
            TestCaseUniqueID = failed.TestCaseUniqueID,
            TestUniqueID = failed.TestUniqueID,
            ExecutionTime = failed.ExecutionTime,
            FinishTime = failed.FinishTime,
            Output = $"{failed.Output}Failed as expected: {string.Join(' ', failed.Messages)}",
            Warnings = failed.Warnings,
        };
    }
}
