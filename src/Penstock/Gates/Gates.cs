namespace Penstock;

/// <summary>A pipeline's gates in their order: the operator's pause, the breaker, the rate, the limit that replicas share.</summary>
internal sealed class Gates(PauseGate pause, Breaker breaker, RateGate? rate)
{
    private Limited limited = new(null);

    /// <summary>Waits until work may be claimed. <see cref="Came"/> and <see cref="Leave"/> are due after it, once each.</summary>
    public async ValueTask<Grant> EnterAsync(int wanted, CancellationToken stopping)
    {
        while (true)
        {
            await pause.EnterAsync(stopping);
            await breaker.EnterAsync(wanted, stopping);
            var grant = await EnterRatesAsync(wanted, stopping);
            // While one gate waited, another may have closed.
            if (grant.Count > 0 && !breaker.IsOpen && pause.TryPass())
                return grant;

            Came(grant, 0);
        }
    }

    /// <summary>What really came of it.</summary>
    public void Came(in Grant grant, int came)
    {
        rate?.Came(grant.ByRate, came);
        if (grant.ByLimit > 0)
            grant.Limit?.Came(grant.ByLimit, came);
    }

    /// <summary>Nothing of it is in hand any more.</summary>
    public void Leave() => pause.Leave();

    /// <summary>Whoever waits for the former limit waits for the new one.</summary>
    public void LimitBy(IGate? limit) => Interlocked.Exchange(ref limited, new Limited(limit)).Replaced.CancelAll();

    private async ValueTask<Grant> EnterRatesAsync(int wanted, CancellationToken stopping)
    {
        var byRate = rate is null ? wanted : await rate.EnterAsync(wanted, stopping);
        var current = Volatile.Read(ref limited);
        if (current.Limit is null)
            return new Grant(byRate, byRate, 0, null);

        try
        {
            var byLimit = await EnterLimitAsync(current, byRate, stopping);
            return new Grant(byLimit, byRate, byLimit, current.Limit);
        }
        catch
        {
            rate?.Came(byRate, 0);
            throw;
        }
    }

    private static async ValueTask<int> EnterLimitAsync(Limited limited, int wanted, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, limited.Replaced.Token);
        try
        {
            return await limited.Limit!.EnterAsync(wanted, either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return 0;
        }
    }

    private sealed class Limited(IGate? limit)
    {
        public IGate? Limit => limit;

        public CancellationTokenSource Replaced { get; } = new();
    }
}
