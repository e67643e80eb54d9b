namespace Penstock;

/// <summary>From how a run ended to what becomes of the delivery. Pure: no I/O, no clock, no chance.</summary>
public interface IPolicy
{
    Settlement Decide(in Run run);
}
