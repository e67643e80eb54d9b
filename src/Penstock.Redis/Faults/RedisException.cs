namespace Penstock.Redis;

/// <summary>A call to a Redis server did not end well.</summary>
public abstract class RedisException(string message, Exception? innerException = null) : Exception(message, innerException);
