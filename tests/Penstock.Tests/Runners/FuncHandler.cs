namespace Penstock.Tests;

/// <summary>A handler from a function of origins. Decode with <see cref="Origin"/>.</summary>
internal sealed class FuncHandler(Func<IReadOnlyList<string>, Batch?, CancellationToken, ValueTask> handle) : IHandler<string>, IBatchHandler<string>
{
    public FuncHandler(Func<string, CancellationToken, ValueTask> handle)
        : this((messages, _, giveUp) => handle(messages[0], giveUp))
    {
    }

    public static Decode<string> Origin { get; } = d => d.Origin;

    public ValueTask HandleAsync(string message, Delivery delivery, CancellationToken giveUp) => handle([message], null, giveUp);

    public ValueTask HandleAsync(IReadOnlyList<string> messages, Batch batch, CancellationToken giveUp) => handle([.. messages], batch, giveUp);
}
