namespace Penstock;

/// <summary>A driver's knowledge of its own errors.</summary>
public interface IFaultClassifier
{
    /// <summary>Null where the error is none of this driver's.</summary>
    Blame? Classify(Exception error);
}
