module rahembed

go 1.19

require rahpolicy v0.0.0

replace rahpolicy => ../../../policy-assembly/headers
