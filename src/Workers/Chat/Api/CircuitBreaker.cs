using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

/// <summary>
/// Leaves what fails alone for a while: open after some failures in a row; when its time is up, one call decides.
/// </summary>
internal sealed class CircuitBreaker(string service, int failures, TimeSpan pause, TimeProvider clock, ILogger logger)
{
    private readonly Lock sync = new();
    private int failed;
    private long? openedAt;
    private bool isTrying;

    public string Service => service;

    public long Failures { get; private set; }

    /// <summary>0 closed, 1 open, 2 half-open.</summary>
    public int State
    {
        get
        {
            lock (sync)
                return openedAt is null ? 0 : isTrying ? 2 : 1;
        }
    }

    /// <summary>Runs it, unless it is open.</summary>
    /// <returns>Whether it ran without an error that counts.</returns>
    public async ValueTask<bool> TryAsync(Func<ValueTask> call, Func<Exception, bool> counts)
    {
        if (!Enter())
            return false;

        try
        {
            await call();
            Succeeded();
            return true;
        }
        catch (Exception error) when (counts(error))
        {
            Failed(error);
            return false;
        }
        catch
        {
            // Neither: whoever called has gone away. The next one decides.
            lock (sync)
                isTrying = false;
            throw;
        }
    }

    private bool Enter()
    {
        lock (sync)
        {
            if (openedAt is not { } at)
                return true;
            if (isTrying || clock.GetElapsedTime(at) < pause)
                return false;
            isTrying = true;
            return true;
        }
    }

    private void Succeeded()
    {
        lock (sync)
        {
            if (openedAt is not null)
                Log.BreakerClosed(logger, service);
            (failed, openedAt, isTrying) = (0, null, false);
        }
    }

    private void Failed(Exception error)
    {
        lock (sync)
        {
            Failures++;
            failed++;
            if (openedAt is null && failed < failures)
                return;
            openedAt = clock.GetTimestamp();
            isTrying = false;
            Log.BreakerOpened(logger, service, pause.TotalSeconds, error.GetType().Name, error.Message);
        }
    }
}
