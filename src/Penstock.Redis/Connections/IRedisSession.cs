namespace Penstock.Redis;

/// <summary>A subscription to a channel of one's own: others see by it that this process lives.</summary>
public interface IRedisSession : IAsyncDisposable
{
    /// <summary>Since when it stands without a break; null while it doesn't.</summary>
    TimeSpan? Age { get; }

    /// <summary>Returns when the server has answered on it.</summary>
    ValueTask CheckAsync(CancellationToken giveUp);
}
