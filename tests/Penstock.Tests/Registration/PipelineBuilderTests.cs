using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Testing;

namespace Penstock.Tests;

public sealed class PipelineBuilderTests
{
    private readonly ManualClock clock = new();

    public static TheoryData<PipelineOptions, string> Refused => new()
    {
        { new PipelineOptions { BatchSize = 0 }, nameof(PipelineOptions.BatchSize) },
        { new PipelineOptions { BatchSize = 100_001 }, nameof(PipelineOptions.BatchSize) },
        { new PipelineOptions { Lanes = 0 }, nameof(PipelineOptions.Lanes) },
        { new PipelineOptions { InProcessRetries = 11 }, nameof(PipelineOptions.InProcessRetries) },
        { new PipelineOptions { InProcessDelay = TimeSpan.FromSeconds(-1) }, nameof(PipelineOptions.InProcessDelay) },
        { new PipelineOptions { AttemptTimeout = TimeSpan.Zero }, nameof(PipelineOptions.AttemptTimeout) },
        { new PipelineOptions { AttemptTimeout = TimeSpan.FromDays(100) }, nameof(PipelineOptions.AttemptTimeout) },
        { new PipelineOptions { RenewEvery = TimeSpan.Zero }, nameof(PipelineOptions.RenewEvery) },
        { new PipelineOptions { DrainLimit = TimeSpan.FromSeconds(-1) }, nameof(PipelineOptions.DrainLimit) },
        { new PipelineOptions { RatePerSecond = 0 }, nameof(PipelineOptions.RatePerSecond) },
        { new PipelineOptions { RatePerSecond = double.NaN }, nameof(PipelineOptions.RatePerSecond) },
        { new PipelineOptions { RatePerSecond = 1, Burst = 0.5 }, nameof(PipelineOptions.Burst) },
        { new PipelineOptions { RatePerSecond = 1, Burst = double.NaN }, nameof(PipelineOptions.Burst) },
        { new PipelineOptions { Retry = new RetryOptions { MaxAttempts = 0 } }, nameof(RetryOptions.MaxAttempts) },
        { new PipelineOptions { Breaker = new BreakerOptions { ProbeEvery = TimeSpan.Zero } }, nameof(BreakerOptions.ProbeEvery) },
        { new PipelineOptions { Breaker = new BreakerOptions { MaxWait = TimeSpan.Zero } }, nameof(BreakerOptions.MaxWait) },
    };

    [Fact]
    public void Without_a_source_or_a_handler_it_says_what_is_missing()
    {
        Should.Throw<InvalidOperationException>(() => new PipelineBuilder("orders").From(Source).Build(new Services(clock)))
            .Message.ShouldBe("Pipeline 'orders' needs From(…) and one of Each, ByKey or Whole.");
        Should.Throw<InvalidOperationException>(() => Handled(new PipelineBuilder("orders")).Build(new Services(clock)));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Options_out_of_range_are_refused_by_name(PipelineOptions options, string name) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Handled(new PipelineBuilder("orders").From(Source)).With(_ => options).Build(new Services(clock)))
            .ParamName.ShouldBe(name);

    [Fact]
    public async Task What_a_source_lacks_is_added_around_it_and_nothing_else()
    {
        (await SourceOfAsync(Can.None)).ShouldBeOfType<ParkingSource>().Can.ShouldBe(Can.CountClaims | Can.ParkAtomically);
        (await SourceOfAsync(Can.ParkAtomically)).ShouldBeOfType<JournalingSource>();
        (await SourceOfAsync(Can.CountClaims)).ShouldBeOfType<ParkingSource>();
        (await SourceOfAsync(Can.CountClaims | Can.ParkAtomically)).ShouldBeOfType<MemorySource>();
    }

    [Fact]
    public async Task Followers_wait_where_source_and_home_can_and_else_it_says_what_is_missing()
    {
        (await WaitingAsync(Can.Delay | Can.KeepKeyOrder, new MemoryDeadLetters())).ShouldBeOfType<HoldingSource>();
        (await Should.ThrowAsync<InvalidOperationException>(() => WaitingAsync(Can.Delay, new MemoryDeadLetters())))
            .Message.ShouldContain("'orders': followers can't wait for a dead letter, since its source keeps no order by key");
        (await Should.ThrowAsync<InvalidOperationException>(() => WaitingAsync(Can.Delay | Can.KeepKeyOrder, null)))
            .Message.ShouldContain("'orders': followers can only wait for letters whose home knows what was decided");
    }

    [Fact]
    public void A_registered_pipeline_is_a_keyed_service_and_a_hosted_one()
    {
        var services = new ServiceCollection().AddPipeline("orders", p => Handled(p.From(Source)));

        services.Count(s => s.ServiceType == typeof(IHostedService)).ShouldBe(1);
        services.Single(s => s.IsKeyedService).ServiceKey.ShouldBe("orders");
        services.AddPipelineOnly("others", p => Handled(p.From(Source)));
        services.Count(s => s.ServiceType == typeof(IHostedService)).ShouldBe(1);
        Should.Throw<ArgumentException>(() => services.AddPipeline(" ", p => Handled(p)));
    }

    private static PipelineBuilder Handled(PipelineBuilder builder) => builder.Each(FuncHandler.Origin, _ => new FuncHandler((_, _) => default));

    private MemorySource Source(IServiceProvider services) => new(new MemoryStore(clock), clock);

    private async Task<ISource> WaitingAsync(Can can, IDeadLetters? home)
    {
        var builder = Handled(new PipelineBuilder("orders").From(_ => new MemorySource(new MemoryStore(clock, new MemoryStoreOptions { Can = can }), clock)))
            .With(_ => new PipelineOptions { Followers = Followers.Wait });
        await using var pipeline = (home is null ? builder : builder.DeadLetters(_ => home)).Build(new Services(clock));
        return pipeline.Source;
    }

    private async Task<ISource> SourceOfAsync(Can can)
    {
        var store = new MemoryStore(clock, new MemoryStoreOptions { Can = can });
        await using var pipeline = Handled(new PipelineBuilder("orders").From(_ => new MemorySource(store, clock)))
            .Journal(_ => new MemoryJournalStore().Open()).DeadLetters(_ => new MemoryDeadLetters()).Build(new Services(clock));
        return pipeline.Source;
    }
}
