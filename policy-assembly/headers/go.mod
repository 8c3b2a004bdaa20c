module rahpolicy

go 1.19
