using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables;

/// <summary>Appends the signature of a connection string to every address.</summary>
internal sealed class SharedAccessSignaturePolicy(string signature) : HttpPipelineSynchronousPolicy
{
    private readonly string _signature = signature.TrimStart('?');

    public override void OnSendingRequest(HttpMessage message)
    {
        var query = message.Request.Uri.Query.TrimStart('?');
        // A retry starts from the address of the attempt before, which has it already.
        if (query.EndsWith(_signature, StringComparison.Ordinal)) return;
        message.Request.Uri.Query = query.Length == 0 ? "?" + _signature : $"?{query}&{_signature}";
    }
}
