using Penstock.Testing;

namespace Penstock.Tests;

public sealed class JudgeTests
{
    private readonly Dependency dependency = new();

    [Theory]
    [InlineData(nameof(Blame.Message), true, false)]
    [InlineData(nameof(Blame.Message), false, false)]
    [InlineData(nameof(Blame.Dependency), true, false)]
    [InlineData(nameof(Blame.Dependency), false, true)]
    [InlineData(nameof(Blame.Destination), true, true)]
    public async Task The_probe_decides_about_a_dependency_and_nothing_else(string blame, bool isUp, bool outage)
    {
        dependency.IsUp = isUp;
        (await new Judge(new FaultTable([]), dependency).IsOutageAsync(Enum.Parse<Blame>(blame), default)).ShouldBe(outage);
    }

    [Fact]
    public async Task Without_a_probe_a_dependencys_error_is_the_messages_own() =>
        (await new Judge(new FaultTable([]), null).IsOutageAsync(Blame.Dependency, default)).ShouldBeFalse();

    [Fact]
    public async Task A_probe_that_throws_has_found_an_outage() =>
        (await new Judge(new FaultTable([]), new ThrowingProbe()).IsOutageAsync(Blame.Dependency, default)).ShouldBeTrue();

    [Fact]
    public async Task A_probe_that_is_given_up_has_not_said_that_all_is_well() =>
        (await new Judge(new FaultTable([]), new ThrowingProbe()).IsHealthyAsync(new CancellationToken(canceled: true))).ShouldBeFalse();

    private sealed class ThrowingProbe : IProbe
    {
        public ValueTask<bool> IsHealthyAsync(CancellationToken giveUp)
        {
            giveUp.ThrowIfCancellationRequested();
            throw new IOException("refused");
        }
    }
}
