using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>What a file system refuses, in words for the operator.</summary>
static class FolderErrors
{
    const int NoSpaceOnUnix = 28, QuotaOnUnix = 122, NoSpaceOnWindows = 112;

    public static SqlInferenceException Unusable(string folder, Exception exception) =>
        IsDiskFull(exception)
            ? new SqlInferenceException(
                ErrorConditions.DiskFull, $"There is no space left in {folder}.", "Free some space and try again.", exception)
            : new SqlInferenceException(
                ErrorConditions.DataFolderUnusable,
                $"The folder {folder} cannot be written: {exception.Message}",
                "Give the account that runs this program the right to write it, or choose another data folder.",
                exception);

    // The runtime keeps the system's error number in the lower half of HResult.
    public static bool IsDiskFull(Exception exception) => exception is IOException && (exception.HResult & 0xFFFF) is var number
        && (OperatingSystem.IsWindows() ? number == NoSpaceOnWindows : number is NoSpaceOnUnix or QuotaOnUnix);
}
