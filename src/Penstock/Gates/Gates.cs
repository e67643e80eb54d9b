namespace Penstock;

/// <summary>A pipeline's gates in their order: the operator's pause, the breaker, the rate.</summary>
internal sealed class Gates(PauseGate pause, Breaker breaker, RateGate? rate) : IGate
{
    public async ValueTask<int> EnterAsync(int wanted, CancellationToken stopping)
    {
        while (true)
        {
            await pause.EnterAsync(wanted, stopping);
            await breaker.EnterAsync(wanted, stopping);
            var granted = rate is null ? wanted : await rate.EnterAsync(wanted, stopping);
            // While one gate waited, another may have closed.
            if (!pause.IsPaused && !breaker.IsOpen)
                return granted;

            rate?.Came(granted, 0);
        }
    }

    public void Came(int granted, int came) => rate?.Came(granted, came);
}
