#nullable disable

using System.Globalization;
using System.Text.RegularExpressions;

namespace Azure.Data.Tables;

#pragma warning disable CA1032 // The official constructors.
public partial class TableTransactionFailedException : RequestFailedException
{
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(
            requestFailedException.Status,
            requestFailedException.Message,
            requestFailedException.ErrorCode,
            requestFailedException)
    {
        // The service puts the number of the operation that failed in front of its message.
        var match = Index().Match(requestFailedException.Message);
        if (match.Success) FailedTransactionActionIndex = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    public int? FailedTransactionActionIndex { get; }

    [GeneratedRegex(@"^\s*(\d{1,3}):")]
    private static partial Regex Index();
}
#pragma warning restore CA1032
