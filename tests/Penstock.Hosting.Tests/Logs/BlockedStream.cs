namespace Penstock.Hosting.Tests;

/// <summary>A pipe nobody reads, until the test opens it.</summary>
internal sealed class BlockedStream : MemoryStream
{
    private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Entered => entered.Task;

    public void Open() => open.SetResult();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        entered.TrySetResult();
        await open.Task;
        await base.WriteAsync(buffer, cancellationToken);
    }
}
