namespace Penstock.Relational;

/// <summary>The store's schema can't be used; the message names what is missing or in the way.</summary>
public sealed class SchemaException(string message, Exception? innerException = null) : Exception(message, innerException);
