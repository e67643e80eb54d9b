using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Penstock;

/// <summary>Composes a pipeline. What a source's store lacks is added around it: the count of claims, parking.</summary>
public sealed class PipelineBuilder(string name)
{
    private readonly List<Func<IServiceProvider, IPassObserver>> observers = [];
    private Func<IServiceProvider, ISource>? source;
    private Func<IServiceProvider, Func<RunnerContext, IRunner>>? runner;
    private Func<IServiceProvider, PipelineOptions> options = _ => new PipelineOptions();
    private Func<IServiceProvider, IPolicy>? policy;
    private Func<IServiceProvider, IJournal>? journal;
    private Func<IServiceProvider, IDeadLetters>? deadLetters;
    private Func<IServiceProvider, IProbe>? probe;
    private Func<IServiceProvider, Reached>? reached;

    public string Name => name;

    /// <summary>Where deliveries come from. The pipeline disposes it.</summary>
    public PipelineBuilder From(Func<IServiceProvider, ISource> create) => Set(() => source = create);

    /// <summary>One by one, up to <paramref name="concurrency"/> at a time.</summary>
    public PipelineBuilder Each<T>(Decode<T> decode, Func<IServiceProvider, IHandler<T>> handler, int concurrency = 1) =>
        Set(() => runner = services =>
        {
            var one = handler(services);
            return context => new EachRunner<T>(decode, one, context, concurrency);
        });

    /// <summary>The same with a function. Returning means that its effect is durable.</summary>
    public PipelineBuilder Each<T>(Decode<T> decode, Func<T, Delivery, CancellationToken, ValueTask> handle, int concurrency = 1) =>
        Each(decode, _ => new HandlerOf<T>(handle), concurrency);

    /// <summary>Deliveries of one key in order, up to <paramref name="concurrency"/> keys at a time.</summary>
    public PipelineBuilder ByKey<T>(Decode<T> decode, Func<IServiceProvider, IHandler<T>> handler, int concurrency = 8) =>
        Set(() => runner = services =>
        {
            var one = handler(services);
            return context => new KeyedRunner<T>(decode, one, context, concurrency);
        });

    /// <summary>The same with a function. Returning means that its effect is durable.</summary>
    public PipelineBuilder ByKey<T>(Decode<T> decode, Func<T, Delivery, CancellationToken, ValueTask> handle, int concurrency = 8) =>
        ByKey(decode, _ => new HandlerOf<T>(handle), concurrency);

    /// <summary>The whole batch in one call, bisected when it fails.</summary>
    public PipelineBuilder Whole<T>(Decode<T> decode, Func<IServiceProvider, IBatchHandler<T>> handler) =>
        Set(() => runner = services =>
        {
            var one = handler(services);
            return context => new WholeRunner<T>(decode, one, context);
        });

    public PipelineBuilder With(Func<IServiceProvider, PipelineOptions> create) => Set(() => options = create);

    /// <summary>In place of exponential backoff and dead letters after <see cref="RetryOptions.MaxAttempts"/>.</summary>
    public PipelineBuilder Policy(Func<IServiceProvider, IPolicy> create) => Set(() => policy = create);

    /// <summary>Used where the source doesn't count claims itself. The pipeline disposes it.</summary>
    public PipelineBuilder Journal(Func<IServiceProvider, IJournal> create) => Set(() => journal = create);

    /// <summary>Used where the source doesn't park dead letters itself.</summary>
    public PipelineBuilder DeadLetters(Func<IServiceProvider, IDeadLetters> create) => Set(() => deadLetters = create);

    /// <summary>Tells an outage from a message that fails alone.</summary>
    public PipelineBuilder Probe(Func<IServiceProvider, IProbe> create) => Set(() => probe = create);

    public PipelineBuilder Observe(Func<IServiceProvider, IPassObserver> create) => Set(() => observers.Add(create));

    /// <summary>Called at each step of a pass; tests kill the process there. Without it, a registered <see cref="Penstock.Reached"/> is.</summary>
    public PipelineBuilder Reached(Func<IServiceProvider, Reached> create) => Set(() => reached = create);

    /// <exception cref="InvalidOperationException">The source or the handler is missing, or followers can't wait with what was given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Pipeline Build(IServiceProvider services)
    {
        if (source is null || runner is null)
            throw new InvalidOperationException($"Pipeline '{name}' needs From(…) and one of Each, ByKey or Whole.");

        var chosen = options(services).Validated();
        return new Pipeline(name, chosen, new PipelineParts(
            Decorated(services, chosen.Followers),
            runner(services),
            policy?.Invoke(services) ?? new RetryPolicy(chosen.Retry),
            new FaultTable(services.GetServices<IFaultClassifier>()),
            probe?.Invoke(services),
            [.. observers.Select(o => o(services))],
            reached?.Invoke(services) ?? services.GetService<Reached>(),
            services.GetService<Trials>() ?? new Trials(),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetService<ILoggerFactory>()?.CreateLogger("Penstock") ?? NullLogger.Instance));
    }

    internal PipelineBuilder Run(Func<RunnerContext, IRunner> create) => Set(() => runner = _ => create);

    private ISource Decorated(IServiceProvider services, Followers followers)
    {
        var decorated = source!(services);
        if (!decorated.Can.HasFlag(Can.CountClaims) && journal is not null)
            decorated = new JournalingSource(decorated, journal(services), name);
        if (followers == Followers.Wait)
            return Holding(decorated, services);
        if (!decorated.Can.HasFlag(Can.ParkAtomically) && deadLetters is not null)
            decorated = new ParkingSource(decorated, deadLetters(services), name);
        return decorated;
    }

    private HoldingSource Holding(ISource decorated, IServiceProvider services)
    {
        if (!decorated.Can.HasFlag(Can.Delay | Can.KeepKeyOrder))
            throw new InvalidOperationException($"Pipeline '{name}': followers can't wait for a dead letter, since its source keeps no order by key or can't delay; leave Followers at GoOn.");
        return deadLetters?.Invoke(services) is { } home and ILetterFates fates
            ? new HoldingSource(decorated, home, fates, name)
            : throw new InvalidOperationException($"Pipeline '{name}': followers can only wait for letters whose home knows what was decided, such as SqlDeadLetters; give it one by DeadLetters(…).");
    }

    private PipelineBuilder Set(Action set)
    {
        set();
        return this;
    }
}
