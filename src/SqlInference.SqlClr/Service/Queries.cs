using System;

namespace SqlInference.SqlClr.Service;

/// <summary>Names of queries, by which the service knows that requests belong together.</summary>
static class Queries
{
    public static string NewName() => Guid.NewGuid().ToString("N");
}
