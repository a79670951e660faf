namespace SqlInference.Sidecar.Errors;

/// <summary>There is nobody to answer any more.</summary>
sealed class ClientGoneException() : Exception("The client has closed the connection.");
