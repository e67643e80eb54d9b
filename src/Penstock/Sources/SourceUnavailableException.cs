namespace Penstock;

/// <summary>The store can't be reached now. The call may be repeated; its outcome is not yet known.</summary>
public sealed class SourceUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
