namespace Penstock.Workers.Digest;

/// <summary>As the gauge tells it.</summary>
internal enum BreakerState
{
    Closed = 0,

    /// <summary>The probe is on its way.</summary>
    HalfOpen = 1,

    Open = 2,
}
