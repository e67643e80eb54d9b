namespace Penstock.Redis;

/// <summary>No connection, or it was lost before the answer came: whether the server did what it was asked is not known.</summary>
public sealed class RedisConnectionException(string message, Exception? innerException = null) : RedisException(message, innerException);
