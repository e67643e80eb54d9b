using FsCheck;
using FsCheck.Fluent;

namespace Penstock.Tests;

public sealed class RetryPolicyTests
{
    private static readonly RetryOptions Options = new() { MaxAttempts = 3 };

    private readonly RetryPolicy policy = new(Options);

    [Fact]
    public void Success_completes() => policy.Decide(Run.Succeeded(new TestDelivery("a"))).ShouldBeOfType<Settlement.Complete>();

    [Theory]
    [InlineData(nameof(Fault.Dependency))]
    [InlineData(nameof(Fault.Interrupted))]
    public void What_is_not_the_messages_fault_is_released_whatever_its_count(string fault) =>
        policy.Decide(new Run(new TestDelivery("a", failures: 99), Enum.Parse<Fault>(fault), new TimeoutException()))
            .ShouldBeOfType<Settlement.Release>();

    [Fact]
    public void Failures_are_tried_again_up_to_the_last_attempt()
    {
        Decide(failures: 0).ShouldBeOfType<Settlement.Retry>();
        Decide(failures: 1).ShouldBeOfType<Settlement.Retry>();
        Decide(failures: 2).ShouldBeOfType<Settlement.DeadLetter>().Reason.ShouldBe(new Reason("InvalidDataException", "bad"));
    }

    [Fact]
    public void A_rejected_message_is_dead_lettered_at_once() =>
        policy.Decide(new Run(new TestDelivery("a"), Fault.Message, new RejectedException("never"))).ShouldBeOfType<Settlement.DeadLetter>();

    [Fact]
    public void Without_jitter_waits_double_up_to_the_longest()
    {
        var plain = new RetryPolicy(new RetryOptions { Jitter = 0, MaxDelay = TimeSpan.FromSeconds(5) });
        Enumerable.Range(0, 5).Select(f => plain.Delay("a", f).TotalSeconds).ShouldBe([1, 2, 4, 5, 5]);
    }

    [Fact]
    public void A_wait_is_the_same_for_the_same_delivery_and_differs_between_them()
    {
        policy.Delay("a", 1).ShouldBe(policy.Delay("a", 1));
        Enumerable.Range(0, 100).Select(i => policy.Delay($"m{i}", 0)).Distinct().Count().ShouldBeGreaterThan(90);
    }

    [Fact]
    public void Every_wait_is_between_the_jitters_part_of_its_step_and_the_longest()
    {
        var cases = from failures in Gen.Choose(0, 999)
                    from baseMs in Gen.Choose(0, 100_000)
                    from factor in Gen.Choose(10, 1000)
                    from jitter in Gen.Choose(0, 100)
                    from origin in ArbMap.Default.GeneratorFor<NonNull<string>>()
                    select (failures, baseMs, factor: factor / 10.0, jitter: jitter / 100.0, origin: origin.Get);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var options = new RetryOptions
            {
                BaseDelay = TimeSpan.FromMilliseconds(c.baseMs), Factor = c.factor, Jitter = c.jitter, MaxDelay = TimeSpan.FromMinutes(10),
            };
            var delay = new RetryPolicy(options).Delay(c.origin, c.failures).TotalSeconds;
            var step = c.baseMs == 0 ? 0 : Math.Min(options.MaxDelay.TotalSeconds, c.baseMs / 1000.0 * Math.Pow(c.factor, c.failures));
            return delay <= step + 1e-6 && delay >= (step * (1 - c.jitter)) - 1e-6;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0, 1, 300, 2, 0.2)]
    [InlineData(1001, 1, 300, 2, 0.2)]
    [InlineData(5, -1, 300, 2, 0.2)]
    [InlineData(5, 10, 9, 2, 0.2)]
    [InlineData(5, 1, 300, 0.5, 0.2)]
    [InlineData(5, 1, 300, double.NaN, 0.2)]
    [InlineData(5, 1, 300, 2, 1.1)]
    [InlineData(5, 1, 300, 2, double.NaN)]
    public void Options_out_of_range_are_refused(int attempts, double first, double longest, double factor, double jitter)
    {
        var options = new RetryOptions
        {
            MaxAttempts = attempts, BaseDelay = TimeSpan.FromSeconds(first), MaxDelay = TimeSpan.FromSeconds(longest), Factor = factor, Jitter = jitter,
        };
        Should.Throw<ArgumentOutOfRangeException>(options.Validate);
    }

    private Settlement Decide(int failures) =>
        policy.Decide(new Run(new TestDelivery("a", failures: failures), Fault.Message, new InvalidDataException("bad")));
}
