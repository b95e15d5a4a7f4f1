using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables;

/// <summary>Signs each attempt anew ("Shared Key Lite" of the table service), since a signature ages.</summary>
internal sealed partial class SharedKeyPolicy(TableSharedKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var date = DateTimeOffset.UtcNow.ToString("r", CultureInfo.InvariantCulture);
        var text = $"{date}\n{Resource(message.Request.Uri.ToUri())}";
        message.Request.Headers.SetValue("x-ms-date", date);
        message.Request.Headers.SetValue("Authorization", $"SharedKeyLite {credential.AccountName}:{credential.Sign(text)}");
    }

    private string Resource(Uri address)
    {
        var component = Component().Match(address.Query);
        var suffix = component.Success ? "?comp=" + component.Groups[1].Value : "";
        return $"/{credential.AccountName}{address.AbsolutePath}{suffix}";
    }

    [GeneratedRegex("[?&]comp=([^&]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Component();
}
